import type { PathItem } from './operations.ts';
import { etagHeader, halContent, notModified, readStatuses, refusals, response } from './responses.ts';
import { schemaRef, type Schema } from './schema.ts';

/** The path of a form: `…/create-form` or `…/edit-form`. */
export const formPath = (operationId: string, parameters: readonly Schema[]): PathItem => ({
  ...(parameters.length > 0 ? { parameters } : {}),
  get: {
    operationId,
    summary: 'The form, as HAL-FORMS',
    responses: {
      200: response('The form.', halContent(schemaRef('Form')), etagHeader),
      ...notModified,
      ...refusals([...readStatuses, 404]),
    },
  },
});
