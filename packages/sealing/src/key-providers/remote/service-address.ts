import { z } from 'zod';

/**
 * Base address of a service: https, or http to this machine; no user name, password, query or fragment. Parses to
 * the address without a slash at its end. Complaints never repeat the value: a password may have been pasted there.
 */
export const serviceAddress = z
  .string()
  .max(2048)
  .superRefine((text, context) => {
    const complain = (message: string) => context.addIssue({ code: 'custom', message, input: '' });
    const url = URL.parse(text);
    if (!url || !/^https?:$/.test(url.protocol)) complain('must be an https address');
    else if (url.username !== '' || url.password !== '') complain('must not carry a user name or password');
    else if (url.search !== '' || url.hash !== '') complain('must not have a query or fragment');
    else if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
      complain('must be https unless it is on loopback');
    }
  })
  .transform((text) => text.replace(/\/$/, ''));

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
}
