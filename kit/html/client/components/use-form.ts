import { useRef, useState } from 'preact/hooks';
import { conflictWith, type Conflict } from '../forms/conflict.ts';
import { outcomeOf, type FormOutcome } from '../forms/outcome.ts';
import { entityTagFor, requestOf } from '../forms/request.ts';
import type { Form } from '../forms/template.ts';
import { initialValues, validate, type FormValues } from '../forms/validate.ts';
import { isSuccess, type ShownDocument } from '../model/document.ts';
import { problemOf, type Issue, type Problem } from '../model/problem.ts';
import type { PageRequest } from '../net/send.ts';
import { isService } from '../net/session.ts';
import { usePage } from './context.ts';

/** How a form went when it was sent last. */
export interface FormState {
  readonly isSending: boolean;
  /** What is wrong with its fields. */
  readonly issues: readonly Issue[];
  readonly problem: Problem | undefined;
  readonly conflict: Conflict | undefined;
  /** How often it was refused: each time the summary takes the focus. */
  readonly refusals: number;
}

export interface FormHandle {
  readonly values: FormValues;
  readonly state: FormState;
  change(name: string, value: string | readonly string[]): void;
  /** Sends the form, for a version of the document if it is not the one on the page. */
  submit(entityTag?: string): Promise<void>;
}

const unsent: FormState = { isSending: false, issues: [], problem: undefined, conflict: undefined, refusals: 0 };

/** A key for each content that is sent to a service of the system: a repetition of the same creates once. */
function useIdempotencyKey(): (request: PageRequest) => Readonly<Record<string, string>> {
  const { session } = usePage();
  const last = useRef({ content: '', key: '' });
  return ({ method, url, body = '' }) => {
    if (method !== 'POST' || !isService(session, url)) return {};
    if (last.current.key === '' || last.current.content !== body)
      last.current = { content: body, key: crypto.randomUUID() };
    return { 'idempotency-key': `"${last.current.key}"` };
  };
}

/** The values and the sending of a form. */
export function useForm(form: Form, document: ShownDocument, onDone: (outcome: FormOutcome) => void): FormHandle {
  const page = usePage();
  const [values, setValues] = useState(() => initialValues(form.fields));
  const [state, setState] = useState(unsent);
  const keyOf = useIdempotencyKey();
  const refuse = (refusal: Partial<FormState>): void =>
    setState(({ refusals }) => ({ ...unsent, ...refusal, refusals: refusals + 1 }));

  const explain = async (response: ShownDocument): Promise<void> => {
    const problem = problemOf(response);
    if (response.status === 401) page.askToSignIn();
    if (response.status !== 412 && response.status !== 428) return refuse({ problem, issues: problem?.issues ?? [] });
    const current = await page.send({ method: 'GET', url: form.target });
    refuse({ problem, conflict: isSuccess(current) ? conflictWith(form.fields, values, current) : undefined });
  };

  const submit = async (entityTag = entityTagFor(form, document)): Promise<void> => {
    const issues = validate(form.fields, values);
    if (issues.length > 0) return refuse({ issues });
    const request = requestOf(form, values, entityTag);
    if (form.method === 'GET') return page.go(request.url);
    setState({ ...state, isSending: true });
    const response = await page.send({ ...request, headers: { ...request.headers, ...keyOf(request) } });
    if (!isSuccess(response)) return explain(response);
    setState(unsent);
    onDone(outcomeOf(form, response, { document, rootUrl: page.rootUrl }));
  };
  return { values, state, submit, change: (name, value) => setValues((before) => ({ ...before, [name]: value })) };
}
