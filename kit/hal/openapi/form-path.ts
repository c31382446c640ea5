import type { PathItem } from './operations.ts';
import { etagHeader, halContent, conditionalReadResponses, readStatuses, problemRefs, response } from './responses.ts';
import { schemaRef, type Schema } from './schema.ts';

/** Describes the path of a form: `…/create-form` or `…/edit-form`. */
export const formPath = (operationId: string, parameters: readonly Schema[]): PathItem => ({
  ...(parameters.length > 0 ? { parameters } : {}),
  get: {
    operationId,
    summary: 'Get the form in HAL-FORMS',
    responses: {
      200: response('The form.', halContent(schemaRef('Form')), etagHeader),
      ...conditionalReadResponses,
      ...problemRefs([...readStatuses, 404]),
    },
  },
});
