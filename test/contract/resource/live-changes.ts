import { expect, it } from '@jest/globals';
import type { HalBody } from '../../support/clients.ts';
import { openChanges } from '../../support/event-stream.ts';
import type { ContractContext } from './contract-context.ts';

/** Declares the tests of the streams of changes in the HAL face. */
export function liveChanges(context: ContractContext): void {
  streamsDocuments(context);
  continuesAfterAnEvent(context);
  refusesStreams(context);
}

const headers = { 'if-match': '*' };
const asRoot = { as: 'root' };

function streamsDocuments({ plan: { change }, subject, hal, postSample }: ContractContext): void {
  it('streams documents as GET returns them, when they are created and changed, and their removal', async () => {
    const { body: list } = await hal('GET', `${subject().collection}?max_results=1`);
    const ofList = await openChanges(list._links['eb:changes'].href, asRoot);
    expect([ofList.status, ofList.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8']);
    const self = (await postSample())._links.self.href;
    const read = async (): Promise<HalBody> => (await hal('GET', self)).body;
    const document = await read();
    expect(await ofList.next()).toEqual({ event: 'created', data: document });
    const ofItem = await openChanges(document._links['eb:changes'].href, asRoot);
    if (change !== undefined) {
      await hal('PATCH', self, { headers, body: { [change.field]: change.value } });
      const changed = { event: 'changed', data: await read() };
      for (const stream of [ofList, ofItem]) expect(await stream.next()).toEqual(changed);
    }
    await hal('DELETE', self, { headers });
    const { curies } = document._links;
    const removed = { event: 'removed', data: { _id: document._id, _links: { self: { href: self }, curies } } };
    for (const stream of [ofList, ofItem]) {
      expect(await stream.next()).toEqual(removed);
      stream.close();
    }
    expect((await openChanges(document._links['eb:changes'].href, asRoot)).status).toBe(404);
  });
}

function continuesAfterAnEvent({ subject, postSample }: ContractContext): void {
  it('continues a stream after an event; a position that is not known is 410', async () => {
    const url = `${subject().collection}/changes`;
    const stream = await openChanges(url, asRoot);
    const start = stream.lastEventId();
    const created = [(await postSample())._id, (await postSample())._id];
    const told = [await stream.next(), await stream.next()].map((event) => event?.data._id);
    expect(told.toSorted()).toEqual(created.toSorted());
    const resumed = await openChanges(url, { ...asRoot, headers: { 'last-event-id': start } });
    expect([await resumed.next(), await resumed.next()].map((event) => event?.data._id)).toEqual(told);
    for (const each of [stream, resumed]) each.close();
    const unknown = await openChanges(url, { ...asRoot, headers: { 'last-event-id': 'unknown' } });
    expect([unknown.status, (await unknown.json()).type]).toEqual([410, expect.stringMatching(/changes-lost$/)]);
  });
}

function refusesStreams({ plan: { isPublic }, subject, hal, postSample }: ContractContext): void {
  it('streams to clients that name the type, may read, and filter by what there is', async () => {
    const document = await postSample();
    for (const url of [`${subject().collection}/changes`, document._links['eb:changes'].href])
      for (const accept of ['*/*', 'application/hal+json']) {
        const refused = await hal('GET', url, { headers: { accept } });
        expect([refused.status, refused.body.detail]).toEqual([406, 'Accept must name text/event-stream']);
      }
    const malformed = await openChanges(`${subject().collection}/changes?where={"nothing":1}`, asRoot);
    expect(malformed.status).toBe(400);
    const missing = await openChanges(`${subject().collection}/none/changes`, asRoot);
    expect(missing.status).toBe(404);
    const anonymous = await openChanges(`${subject().collection}/changes`);
    expect(anonymous.status).toBe(isPublic === true ? 200 : 401);
    for (const stream of [malformed, missing, anonymous]) stream.close();
  });
}
