import { useEffect, useState } from 'preact/hooks';
import type { Choice, FormField } from '../forms/field.ts';
import { choicesOf, hasMore, matching, searchUrl } from '../forms/linked-options.ts';
import { isSuccess, type ShownDocument } from '../model/document.ts';
import { expandTemplate } from '../model/uri-template.ts';
import { usePage } from './context.ts';

/** The choices that a list behind a link has for what was typed. */
export interface LinkedChoices {
  readonly choices: readonly Choice[];
  readonly state: 'loading' | 'ready' | 'failed';
}

const typingPause = 200;

/** Reads the list of linked options once it is needed, and searches in it: here if it is all there, else at its server. */
export function useLinkedChoices({ options }: FormField, typed: string, isNeeded: boolean): LinkedChoices {
  const { send } = usePage();
  const [list, setList] = useState<ShownDocument>();
  const [found, setFound] = useState<ShownDocument>();
  const linked = options?.kind === 'linked' ? options : undefined;
  const href = linked?.href;

  useEffect(() => {
    if (href === undefined || !isNeeded) return undefined;
    const aborter = new AbortController();
    const headers = linked?.type === undefined ? {} : { accept: linked.type };
    void send({ method: 'GET', url: expandTemplate(href, {}), headers }, aborter.signal).then(setList, () => undefined);
    return () => aborter.abort();
  }, [href, isNeeded]);

  const url =
    list !== undefined && linked !== undefined && typed !== '' && hasMore(list)
      ? searchUrl(list, linked, typed)
      : undefined;
  useEffect(() => {
    setFound(undefined);
    if (url === undefined) return undefined;
    const aborter = new AbortController();
    const timer = setTimeout(
      () => void send({ method: 'GET', url }, aborter.signal).then(setFound, () => undefined),
      typingPause,
    );
    return () => {
      clearTimeout(timer);
      aborter.abort();
    };
  }, [url]);

  if (linked === undefined || list === undefined) return { choices: [], state: 'loading' };
  if (!isSuccess(list)) return { choices: [], state: 'failed' };
  if (url === undefined) return { choices: matching(choicesOf(list, linked), typed), state: 'ready' };
  return found === undefined
    ? { choices: [], state: 'loading' }
    : { choices: choicesOf(found, linked), state: 'ready' };
}
