import type { RunningService } from '../../../kit/service/start.ts';
import { hal, type HalBody, type HalResult } from '../../support/clients.ts';
import { openChanges, type OpenedStream } from '../../support/event-stream.ts';
import { startExtraService } from '../../support/extra-service.ts';
import { generousTimeouts } from '../../support/generous-timeouts.ts';
import { serviceParts } from '../../support/parts.ts';
import { embeddedStore } from '../../support/stores.ts';

/** A service without any other. The accounts service authenticates its callers by itself, others root alone. */
export interface LoneService {
  readonly service: RunningService;
  /** The URL of the list of its resource. */
  readonly list: string;
  create(input: object): Promise<HalBody>;
  change(document: HalBody, input: object): Promise<HalResult>;
  remove(document: HalBody): Promise<HalResult>;
  /** Opens the changes of the list, by default as root. */
  open(query: string, options?: Parameters<typeof openChanges>[1]): Promise<OpenedStream>;
  closeStreams(): void;
  close(): Promise<void>;
}

export async function startLoneService(word: string, env: Readonly<Record<string, string>>): Promise<LoneService> {
  const store = await embeddedStore.open();
  const alone = { HY_GATEWAY_URL: 'http://localhost:1', LOG_LEVEL: 'error' };
  const { definition } = serviceParts[word]!;
  const service = await startExtraService(
    definition,
    { ...generousTimeouts, ...store.env, ...alone, ...env },
    `${word}-service`,
  );
  const list = `${service.url}/${definition.plural}`;
  const opened: OpenedStream[] = [];
  const headers = { 'if-match': '*' };
  const asRoot = { as: 'root', headers };
  return {
    service,
    list,
    create: async (body) => (await hal('POST', list, { as: 'root', body })).body,
    change: ({ _links }, body) => hal('PATCH', _links.self.href, { ...asRoot, body }),
    remove: ({ _links }) => hal('DELETE', _links.self.href, asRoot),
    open: async (query, options = { as: 'root' }) => {
      const stream = await openChanges(`${list}/changes${query}`, options);
      opened.push(stream);
      return stream;
    },
    closeStreams: () => opened.splice(0).forEach((stream) => stream.close()),
    close: async () => {
      await service.close();
      await store.close();
    },
  };
}
