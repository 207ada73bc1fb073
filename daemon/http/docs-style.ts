/** The style sheet of `/api/docs`, in light and dark. */
export const docsStyle = `:root { color-scheme: light dark; --line: light-dark(#d8dde3, #333a44); --quiet: light-dark(#5c6773, #98a3b0); --panel: light-dark(#f6f8fa, #1b2027); --ink: light-dark(#14181d, #e6e9ed); --ground: light-dark(#ffffff, #12151a); --accent: light-dark(#0b5cad, #6cb0f5); }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 60rem; padding: 2rem 1rem 6rem; font: 15px/1.55 system-ui, sans-serif; color: var(--ink); background: var(--ground); }
h1 { font-size: 1.6rem; margin: 0; } h1 small { font-weight: 400; color: var(--quiet); } h2 { margin: 2.5rem 0 .75rem; font-size: 1.15rem; } h3 { margin: 1rem 0 .4rem; font-size: .85rem; color: var(--quiet); }
a { color: var(--accent); } nav { display: flex; flex-wrap: wrap; gap: .4rem 1rem; }
code, pre, var { font: 13px/1.5 ui-monospace, monospace; } var { font-style: normal; color: var(--accent); }
pre { margin: 0; padding: .75rem; overflow: auto; max-height: 26rem; background: var(--panel); border: 1px solid var(--line); border-radius: 6px; }
details { border: 1px solid var(--line); border-radius: 6px; margin: .4rem 0; padding: 0 .75rem; } details[open] { padding-bottom: .9rem; }
summary { cursor: pointer; padding: .5rem 0; overflow-wrap: anywhere; } summary span { color: var(--quiet); }
summary b { display: inline-block; min-width: 4.2rem; font: 600 12px/1 ui-monospace, monospace; color: var(--accent); } summary b.delete { color: light-dark(#b3261e, #f2938c); } summary b.post, summary b.put, summary b.patch { color: light-dark(#7a4a00, #e5b567); }
.wide { overflow-x: auto; } table { border-collapse: collapse; width: 100%; } th, td { text-align: left; vertical-align: top; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid var(--line); } th { font-size: .8rem; color: var(--quiet); font-weight: 500; } em { color: var(--quiet); font-size: .8rem; }
`;
