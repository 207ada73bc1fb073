import { BrandMark } from '../ui/brand-mark.js';
import { Snippet } from '../ui/snippet.js';

interface DoorwayProps {
  readonly state: 'none' | 'unreachable';
  /** Why a login did not work. */
  readonly reason: string | null;
}

/** What a browser without a session sees. */
export function Doorway({ state, reason }: DoorwayProps) {
  return (
    <main className="doorway">
      <div className="card">
        <BrandMark />
        {state === 'none' ? <SignIn reason={reason} /> : <Silent />}
      </div>
    </main>
  );
}

function SignIn({ reason }: { readonly reason: string | null }) {
  return (
    <>
      <h1>This browser is not signed in</h1>
      {reason !== null && <p role="alert"><strong>{reason}</strong> A link works once and for five minutes.</p>}
      <p>Your runs are for you alone. Get a fresh link on the machine where the daemon runs:</p>
      <Snippet code="runkeep open" />
      <p className="quiet">It prints a one-time link. Open that link in this browser.</p>
    </>
  );
}

function Silent() {
  return (
    <>
      <h1>The daemon does not answer</h1>
      <p role="status">This page tries again every two seconds. Start the daemon on its machine:</p>
      <Snippet code="runkeep up" />
    </>
  );
}
