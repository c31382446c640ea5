import type { Express } from 'express';
import { IncomingMessage, ServerResponse } from 'node:http';

/** What a server makes its requests and responses of. */
export interface MessageClasses {
  readonly IncomingMessage: typeof IncomingMessage;
  readonly ServerResponse: typeof ServerResponse;
}

/** Classes of a server's own. */
export const messageClasses = (): MessageClasses => ({
  IncomingMessage: class extends IncomingMessage {},
  ServerResponse: class<Request extends IncomingMessage = IncomingMessage> extends ServerResponse<Request> {},
});

/**
 * Makes requests and responses of these classes those of an Express application from the start. Express sets the
 * prototype of each that comes to it; where that changes something, Node's own code for them runs several times slower.
 */
export function adoptMessages(app: Express, classes: MessageClasses): void {
  Object.setPrototypeOf(classes.IncomingMessage.prototype, app.request);
  Object.setPrototypeOf(classes.ServerResponse.prototype, app.response);
  app.request = classes.IncomingMessage.prototype as Express['request'];
  app.response = classes.ServerResponse.prototype as Express['response'];
}
