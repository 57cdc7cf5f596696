/** Messages between the parts of one installation; nothing is kept for who listens later. */
export interface Topics {
  publish(topic: string, message: string): void;
  /** Returns what ends the subscription. */
  subscribe(topic: string, listener: (message: string) => void): () => void;
}

/**
 * Publish and subscribe within this process. Messages of a topic arrive in order, after `publish` has
 * returned, as they would through a database. A listener that throws is named in a process warning and stops
 * nobody else.
 */
export function createTopics(): Topics {
  const listeners = new Map<string, Set<(message: string) => void>>();
  return {
    publish(topic, message) {
      queueMicrotask(() => {
        for (const listener of [...(listeners.get(topic) ?? [])]) deliver(topic, message, listener);
      });
    },
    subscribe(topic, listener) {
      // Wrapped, so that the same function subscribed twice is two subscriptions.
      const own = (message: string) => listener(message);
      const set = listeners.get(topic) ?? new Set();
      listeners.set(topic, set.add(own));
      return () => {
        set.delete(own);
        if (set.size === 0 && listeners.get(topic) === set) listeners.delete(topic);
      };
    },
  };
}

function deliver(topic: string, message: string, listener: (message: string) => void): void {
  try {
    listener(message);
  } catch (error) {
    // The message may carry what must not be printed, and so may the error's: the kind is enough to look it up.
    const kind = error instanceof Error ? error.name : typeof error;
    process.emitWarning(`A listener of the topic "${topic}" threw: ${kind}.`, 'StoreWarning');
  }
}
