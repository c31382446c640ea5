import { expect, it } from '@jest/globals';
import type { HalBody } from '../../support/clients.ts';
import type { ContractContext } from './contract-context.ts';

const methodsOfItem = 'HEAD, GET, PUT, PATCH, DELETE, OPTIONS';

/** Declares the tests of forms and allowed methods. */
export function forms({ plan, hal, postSample }: ContractContext): void {
  it('links to forms, and lists the allowed methods', async () => {
    const body = await postSample();
    const form = await hal('GET', body._links['edit-form'].href);
    const methods = Object.values<HalBody>(form.body._templates).map(({ method }) => method);
    expect([form.status, methods]).toEqual([200, plan.change === undefined ? [] : ['PATCH']]);
    const options = await fetch(body._links.self.href, { method: 'OPTIONS' });
    expect([options.status, options.headers.get('allow')]).toEqual([204, methodsOfItem]);
    const invalid = await hal('POST', body._links.self.href);
    expect([invalid.status, invalid.headers.get('allow')]).toEqual([405, methodsOfItem]);
  });
}
