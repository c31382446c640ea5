import express, { type Router } from 'express';
import { notFound, problemSlug, type ProblemKind } from '../resource/problems.ts';
import { httpProblems } from './http-problems.ts';
import { sendProblem } from './problem-document.ts';

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
/** Text as HTML. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (letter) => entities[letter] ?? letter);

/** A plain page for people. */
export const htmlPage = (title: string, paragraphs: readonly string[]): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escapeHtml(title)}</title><body><h1>${escapeHtml(title)}</h1>` +
  paragraphs.map((text) => `<p>${escapeHtml(text)}</p>`).join('');

/** `GET /problems/{slug}`: what a problem's `type` URI leads to; HTML for people, JSON for programs. */
export function problemPages(kinds: readonly ProblemKind[]): Router {
  const known = new Map([...kinds, ...httpProblems].map((kind) => [problemSlug(kind), kind]));
  const router = express.Router();
  router.get('/problems/:slug', (request, response) => {
    const kind = known.get(request.params.slug);
    if (kind === undefined) {
      const nothing = notFound(`there is no such problem; these are: ${[...known.keys()].join(', ')}`);
      return sendProblem(response, nothing, { instance: request.originalUrl });
    }
    const { name, title, status, description } = kind;
    if (request.accepts(['application/json', 'text/html']) !== 'text/html')
      response.json({ name, title, status, description });
    else response.type('html').send(htmlPage(title, [`${name}, HTTP status ${status}.`, description]));
  });
  return router;
}
