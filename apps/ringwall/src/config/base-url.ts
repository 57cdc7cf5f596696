import { z } from 'zod';
import { isLoopbackName } from './loopback.ts';

/**
 * The address of a service: https, or http on this machine. Messages never repeat the value: a URL in the wrong place
 * may carry a password.
 */
export const baseUrl = z.string().superRefine((text, context) => {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol)) {
    context.addIssue({ code: 'custom', message: 'must be an http or https URL', input: '' });
  } else if (url.username !== '' || url.password !== '') {
    context.addIssue({ code: 'custom', message: 'must not carry a user name or password', input: '' });
  } else if (url.search !== '' || url.hash !== '') {
    context.addIssue({ code: 'custom', message: 'must not have a query or fragment', input: '' });
  } else if (url.protocol === 'http:' && !isLoopbackName(url.hostname)) {
    context.addIssue({ code: 'custom', message: 'must be https unless it is on loopback', input: '' });
  }
});
