/** The keep: a tower with a curve in its gate. */
export function BrandMark() {
  return (
    <svg className="mark" viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="7" fill="#3d4ed8" />
      <path d="M7 8h4v3h3V8h4v3h3V8h4v6l-2 2v9H9v-9l-2-2z" fill="#fff" />
      <path d="M11.5 22c2.2 0 2.2-5 4.5-5s2.3 3 4.5 3" fill="none" stroke="#3d4ed8" strokeWidth="1.8" strokeLinecap="round" />
    </svg>
  );
}
