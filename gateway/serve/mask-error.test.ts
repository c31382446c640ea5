import { describe, expect, it } from '@jest/globals';
import { type GraphQLError, parse } from 'graphql';
import { maskError } from './mask-error.ts';

const raw = (code: string | undefined, extensions: Record<string, unknown> = {}) => ({
  message: 'connect ECONNREFUSED http://inside:1234',
  path: ['venues', 0],
  extensions: { ...(code === undefined ? {} : { code }), stacktrace: ['at inside'], ...extensions },
});

describe('masking an error', () => {
  it.each([
    ['absent', undefined],
    ['not a listed code', 'DOWNSTREAM_SERVICE_ERROR'],
    ['that of an internal error', 'INTERNAL_SERVER_ERROR'],
  ])('discloses no internals when the code is %s', (_title, code) => {
    expect(maskError(raw(code))).toEqual({
      message: 'Something went wrong on our side.',
      path: ['venues', 0],
      extensions: { code: 'INTERNAL_SERVER_ERROR' },
    });
  });

  it('names the service, but not its address', () => {
    expect(maskError(raw('SERVICE_UNAVAILABLE', { serviceName: 'venues-service' }))).toEqual({
      message: 'The service "venues-service" is unavailable. Please try again later.',
      path: ['venues', 0],
      extensions: { code: 'SERVICE_UNAVAILABLE', service: 'venues-service' },
    });
    expect(maskError(raw(undefined, { serviceName: 'venues-service' })).message).toBe(
      'Something went wrong on our side.',
    );
  });

  it('names the service that another one reports as unavailable', () => {
    const reported = { serviceName: 'speakers-service', service: 'accounts-service' };
    expect(maskError(raw('SERVICE_UNAVAILABLE', reported))).toMatchObject({
      message: 'The service "accounts-service" is unavailable. Please try again later.',
      extensions: { service: 'accounts-service' },
    });
    expect(maskError(raw('FORBIDDEN', reported)).extensions.service).toBe('speakers-service');
    const invalid = { serviceName: 'speakers-service', service: '<b>' };
    expect(maskError(raw('SERVICE_UNAVAILABLE', invalid)).extensions.service).toBe('speakers-service');
  });

  it('keeps the message of a service for its caller', () => {
    const error = { ...raw('FORBIDDEN', { serviceName: 'a' }), message: 'Members may not do this.' };
    expect(maskError(error)).toMatchObject({
      message: 'Members may not do this.',
      extensions: { code: 'FORBIDDEN', service: 'a' },
    });
  });

  it.each(['BAD_REQUEST', 'OPERATION_RESOLUTION_FAILURE'])('maps %s to BAD_USER_INPUT', (code) => {
    expect(maskError(raw(code)).extensions.code).toBe('BAD_USER_INPUT');
  });

  it('maps the token limit error of graphql-js to TOO_COSTLY', () => {
    const message = errorThrownBy(() => parse('{ a b c d }', { maxTokens: 3 })).message;
    expect(maskError({ message, extensions: { code: 'GRAPHQL_PARSE_FAILED' } }).extensions.code).toBe('TOO_COSTLY');
    expect(maskError({ message: 'Syntax Error', extensions: { code: 'GRAPHQL_PARSE_FAILED' } }).extensions.code).toBe(
      'GRAPHQL_PARSE_FAILED',
    );
  });
});

function errorThrownBy(run: () => unknown): GraphQLError {
  try {
    run();
  } catch (error) {
    return error as GraphQLError;
  }
  throw new Error('nothing was thrown');
}
