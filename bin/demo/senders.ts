import { once } from 'node:events';
import { createServer } from 'node:net';
import { createSender, type Sender } from './send-request.ts';

/** The machines that requests come from. */
export interface Senders extends Disposable {
  readonly home: Sender;
  /** Somebody's who is not of the company. */
  readonly elsewhere: Sender;
  /** Where the company's own requests come from. */
  readonly homeNetworks: readonly [string];
}

/** A loopback address beside the usual one, as Linux has them without being told. */
const elsewhere = '127.0.66.6';

/** Where a system has one loopback address alone, everything comes from there. */
export async function openSenders(): Promise<Senders> {
  const isTwo = await canUse(elsewhere);
  const senders = {
    home: createSender({ localAddress: undefined }),
    elsewhere: createSender({ localAddress: isTwo ? elsewhere : undefined }),
  };
  return {
    ...senders,
    homeNetworks: [isTwo ? '127.0.0.1/32' : '127.0.0.0/8'],
    [Symbol.dispose]() {
      for (const sender of [senders.home, senders.elsewhere]) sender[Symbol.dispose]();
    },
  };
}

async function canUse(address: string): Promise<boolean> {
  const server = createServer();
  try {
    const listening = once(server, 'listening');
    server.listen(0, address);
    await listening;
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}
