import { useEffect, useRef, useState } from 'preact/hooks';
import { isSuccess, type ShownDocument } from '../model/document.ts';
import { problemOf } from '../model/problem.ts';
import { ProblemNotes } from './problem-notes.tsx';
import { useSlow } from './use-slow.ts';

interface SignInProps {
  /** Signs in. Returns the refusal; undefined if it succeeded. */
  signIn(username: string, password: string): Promise<ShownDocument | undefined>;
  close(): void;
}

/** The form to sign in. The password goes to the token's URL only, and is kept nowhere. */
export const SignIn = ({ signIn, close }: SignInProps) => {
  const first = useRef<HTMLInputElement>(null);
  const summary = useRef<HTMLDivElement>(null);
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [refusal, setRefusal] = useState<ShownDocument>();
  const [isSending, setSending] = useState(false);
  const isSlow = useSlow(isSending);
  useEffect(() => first.current?.focus(), []);
  useEffect(() => summary.current?.focus(), [refusal]);
  const send = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (isSending) return;
    setSending(true);
    const response = await signIn(username, password);
    setSending(false);
    setRefusal(response);
    setPassword('');
  };
  const problem = refusal === undefined || isSuccess(refusal) ? undefined : problemOf(refusal);
  return (
    <section class="card sign-in" aria-labelledby="sign-in-title">
      <h2 id="sign-in-title">Sign in</h2>
      <form class="form" onSubmit={(event) => void send(event)}>
        {problem !== undefined && refusal !== undefined && (
          <div class="problem summary" ref={summary} tabIndex={-1} role="group" aria-label="There is a problem">
            <h3>{problem.title}</h3>
            <ProblemNotes problem={{ ...problem, type: undefined }} document={refusal} />
          </div>
        )}
        <div class="field">
          <label for="username">Username</label>
          <input
            id="username"
            ref={first}
            required
            autoComplete="username"
            autoCapitalize="none"
            spellcheck={false}
            value={username}
            onInput={({ currentTarget }) => setUsername(currentTarget.value)}
          />
        </div>
        <div class="field">
          <label for="password">Password</label>
          <input
            id="password"
            type="password"
            required
            autoComplete="current-password"
            value={password}
            onInput={({ currentTarget }) => setPassword(currentTarget.value)}
          />
        </div>
        <p class="buttons">
          <button aria-disabled={isSending}>Sign in</button>
          <button type="button" class="quiet" onClick={close}>
            Cancel
          </button>
          {isSlow && <span class="spinner" role="status" aria-label="Signing in" />}
        </p>
      </form>
    </section>
  );
};
