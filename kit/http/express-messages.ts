import type { Express } from 'express';
import { IncomingMessage, ServerResponse } from 'node:http';

/** The classes that a server instantiates for its requests and responses. */
export interface MessageClasses {
  readonly IncomingMessage: typeof IncomingMessage;
  readonly ServerResponse: typeof ServerResponse;
}

/** Creates subclasses for one server, so that changing their prototypes affects no other server. */
export const createMessageClasses = (): MessageClasses => ({
  IncomingMessage: class extends IncomingMessage {},
  ServerResponse: class<Request extends IncomingMessage = IncomingMessage> extends ServerResponse<Request> {},
});

/**
 * Gives instances of these classes the application's prototypes from the start. Express sets the prototype of every
 * request and response it handles; when that changes an object, Node's own code for it runs several times slower.
 * Measured in docs/architecture.md, "Where Express is bypassed".
 */
export function bindMessageClasses(app: Express, classes: MessageClasses): void {
  Object.setPrototypeOf(classes.IncomingMessage.prototype, app.request);
  Object.setPrototypeOf(classes.ServerResponse.prototype, app.response);
  app.request = classes.IncomingMessage.prototype as Express['request'];
  app.response = classes.ServerResponse.prototype as Express['response'];
}
