import { types } from 'node:util';
import { TestEnvironment } from 'jest-environment-node';
import { loadedPackages } from './loaded-packages.mjs';

/** The classes of which packages and tests each have their own, and what recognizes the instances of both. */
const sharedClasses = Object.entries({
  Date: types.isDate,
  Error: types.isNativeError,
  Map: types.isMap,
  Promise: types.isPromise,
  RegExp: types.isRegExp,
  Set: types.isSet,
});

/** The environment of Jest for Node, with the packages that its worker has loaded (see `resolver.mjs`). */
export default class PackageEnvironment extends TestEnvironment {
  constructor(...args) {
    super(...args);
    this.global.loadedPackages = loadedPackages;
    for (const [name, isInstance] of sharedClasses)
      for (const context of [globalThis, this.global]) acceptInstances(context[name], isInstance);
  }
}

/** Makes `instanceof` a class accept the instances of both. For subclasses it stays as it is. */
function acceptInstances(Class, isInstance) {
  if (Object.hasOwn(Class, Symbol.hasInstance)) return;
  Object.defineProperty(Class, Symbol.hasInstance, {
    value(value) {
      return (this === Class && isInstance(value)) || Function.prototype[Symbol.hasInstance].call(this, value);
    },
  });
}
