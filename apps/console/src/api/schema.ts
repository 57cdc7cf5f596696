// Generated from the server's OpenAPI document by `npm run docs`; a test fails when it is stale.

export interface paths {
  readonly '/api/account': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** What one signs in with. */
    readonly get: {
      readonly parameters: {
        readonly query?: never;
        readonly header?: never;
        readonly path?: never;
        readonly cookie?: never;
      };
      readonly requestBody?: never;
      readonly responses: {
        /** @description Done. */
        readonly 200: {
          headers: {
            readonly [name: string]: unknown;
          };
          content: {
            readonly 'application/json': unknown;
          };
        };
        readonly default: components['responses']['Problem'];
      };
    };
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/account/passkeys': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /** Add a passkey; answers recovery codes where there were none. */
    readonly post: {
      readonly parameters: {
        readonly query?: never;
        readonly header?: {
          /** @description The approval that a second person gave to this very request. */
          readonly 'x-ringwall-approval'?: components['parameters']['Approval'];
          /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
          readonly 'idempotency-key'?: components['parameters']['IdempotencyKey'];
        };
        readonly path?: never;
        readonly cookie?: never;
      };
      readonly requestBody: {
        readonly content: {
          readonly 'application/json': {
            readonly ticket: string;
            readonly name: string;
            readonly response: unknown;
          };
        };
      };
      readonly responses: {
        /** @description Done. */
        readonly 200: {
          headers: {
            readonly [name: string]: unknown;
          };
          content: {
            readonly 'application/json': unknown;
          };
        };
        readonly default: components['responses']['Problem'];
      };
    };
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/account/passkeys/options': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /** What the browser asks an authenticator for a new passkey. */
    readonly post: {
      readonly parameters: {
        readonly query?: never;
        readonly header?: {
          /** @description The approval that a second person gave to this very request. */
          readonly 'x-ringwall-approval'?: components['parameters']['Approval'];
          /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
          readonly 'idempotency-key'?: components['parameters']['IdempotencyKey'];
        };
        readonly path?: never;
        readonly cookie?: never;
      };
      readonly requestBody?: {
        readonly content: {
          readonly 'application/json': Record<string, never>;
        };
      };
      readonly responses: {
        /** @description Done. */
        readonly 200: {
          headers: {
            readonly [name: string]: unknown;
          };
          content: {
            readonly 'application/json': unknown;
          };
        };
        readonly default: components['responses']['Problem'];
      };
    };
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/account/passkeys/{id}': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    readonly post?: never;
    /** Remove a passkey. */
    readonly delete: {
      readonly parameters: {
        readonly query?: never;
        readonly header?: {
          /** @description The approval that a second person gave to this very request. */
          readonly 'x-ringwall-approval'?: components['parameters']['Approval'];
          /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
          readonly 'idempotency-key'?: components['parameters']['IdempotencyKey'];
        };
        readonly path: {
          readonly id: string;
        };
        readonly cookie?: never;
      };
      readonly requestBody?: never;
      readonly responses: {
        /** @description Done. */
        readonly 200: {
          headers: {
            readonly [name: string]: unknown;
          };
          content: {
            readonly 'application/json': unknown;
          };
        };
        readonly default: components['responses']['Problem'];
      };
    };
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/account/password': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /** Set a password; other sessions end. */
    readonly post: {
      readonly parameters: {
        readonly query?: never;
        readonly header?: {
          /** @description The approval that a second person gave to this very request. */
          readonly 'x-ringwall-approval'?: components['parameters']['Approval'];
          /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
          readonly 'idempotency-key'?: components['parameters']['IdempotencyKey'];
        };
        readonly path?: never;
        readonly cookie?: never;
      };
      readonly requestBody: {
        readonly content: {
          readonly 'application/json': {
            readonly password: string;
          };
        };
      };
      readonly responses: {
        /** @description Done. */
        readonly 200: {
          headers: {
            readonly [name: string]: unknown;
          };
          content: {
            readonly 'application/json': unknown;
          };
        };
        readonly default: components['responses']['Problem'];
      };
    };
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/account/recovery-codes': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /** Make new recovery codes; the old ones are void. */
    readonly post: {
      readonly parameters: {
        readonly query?: never;
        readonly header?: {
          /** @description The approval that a second person gave to this very request. */
          readonly 'x-ringwall-approval'?: components['parameters']['Approval'];
          /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
          readonly 'idempotency-key'?: components['parameters']['IdempotencyKey'];
        };
        readonly path?: never;
        readonly cookie?: never;
      };
      readonly requestBody?: {
        readonly content: {
          readonly 'application/json': Record<string, never>;
        };
      };
      readonly responses: {
        /** @description Done. */
        readonly 200: {
          headers: {
            readonly [name: string]: unknown;
          };
          content: {
            readonly 'application/json': unknown;
          };
        };
        readonly default: components['responses']['Problem'];
      };
    };
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/account/sessions': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** Where one is signed in. */
    readonly get: {
      readonly parameters: {
        readonly query?: never;
        readonly header?: never;
        readonly path?: never;
        readonly cookie?: never;
      };
      readonly requestBody?: never;
      readonly responses: {
        /** @description Done. */
        readonly 200: {
          headers: {
            readonly [name: string]: unknown;
          };
          content: {
            readonly 'application/json': unknown;
          };
        };
        readonly default: components['responses']['Problem'];
      };
    };
    readonly put?: never;
    readonly post?: never;
    /** End all other sessions. */
    readonly delete: {
      readonly parameters: {
        readonly query?: never;
        readonly header?: {
          /** @description The approval that a second person gave to this very request. */
          readonly 'x-ringwall-approval'?: components['parameters']['Approval'];
          /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
          readonly 'idempotency-key'?: components['parameters']['IdempotencyKey'];
        };
        readonly path?: never;
        readonly cookie?: never;
      };
      readonly requestBody?: never;
      readonly responses: {
        /** @description Done. */
        readonly 200: {
          headers: {
            readonly [name: string]: unknown;
          };
          content: {
            readonly 'application/json': unknown;
          };
        };
        readonly default: components['responses']['Problem'];
      };
    };
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/account/sessions/{id}': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    readonly post?: never;
    /** End one of one’s own sessions. */
    readonly delete: {
      readonly parameters: {
        readonly query?: never;
        readonly header?: {
          /** @description The approval that a second person gave to this very request. */
          readonly 'x-ringwall-approval'?: components['parameters']['Approval'];
          /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
          readonly 'idempotency-key'?: components['parameters']['IdempotencyKey'];
        };
        readonly path: {
          readonly id: string;
        };
        readonly cookie?: never;
      };
      readonly requestBody?: never;
      readonly responses: {
        /** @description Done. */
        readonly 200: {
          headers: {
            readonly [name: string]: unknown;
          };
          content: {
            readonly 'application/json': unknown;
          };
        };
        readonly default: components['responses']['Problem'];
      };
    };
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/account/totp': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /** Begin to set up one-time codes; nothing is kept until a code is shown. */
    readonly post: {
      readonly parameters: {
        readonly query?: never;
        readonly header?: {
          /** @description The approval that a second person gave to this very request. */
          readonly 'x-ringwall-approval'?: components['parameters']['Approval'];
          /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
          readonly 'idempotency-key'?: components['parameters']['IdempotencyKey'];
        };
        readonly path?: never;
        readonly cookie?: never;
      };
      readonly requestBody?: {
        readonly content: {
          readonly 'application/json': Record<string, never>;
        };
      };
      readonly responses: {
        /** @description Done. */
        readonly 200: {
          headers: {
            readonly [name: string]: unknown;
          };
          content: {
            readonly 'application/json': unknown;
          };
        };
        readonly default: components['responses']['Problem'];
      };
    };
    /** Remove one-time codes. */
    readonly delete: {
      readonly parameters: {
        readonly query?: never;
        readonly header?: {
          /** @description The approval that a second person gave to this very request. */
          readonly 'x-ringwall-approval'?: components['parameters']['Approval'];
          /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
          readonly 'idempotency-key'?: components['parameters']['IdempotencyKey'];
        };
        readonly path?: never;
        readonly cookie?: never;
      };
      readonly requestBody?: never;
      readonly responses: {
        /** @description Done. */
        readonly 200: {
          headers: {
            readonly [name: string]: unknown;
          };
          content: {
            readonly 'application/json': unknown;
          };
        };
        readonly default: components['responses']['Problem'];
      };
    };
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/account/totp/confirm': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /** Show the first code; answers recovery codes where there were none. */
    readonly post: {
      readonly parameters: {
        readonly query?: never;
        readonly header?: {
          /** @description The approval that a second person gave to this very request. */
          readonly 'x-ringwall-approval'?: components['parameters']['Approval'];
          /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
          readonly 'idempotency-key'?: components['parameters']['IdempotencyKey'];
        };
        readonly path?: never;
        readonly cookie?: never;
      };
      readonly requestBody: {
        readonly content: {
          readonly 'application/json': {
            readonly ticket: string;
            readonly code: string;
          };
        };
      };
      readonly responses: {
        /** @description Done. */
        readonly 200: {
          headers: {
            readonly [name: string]: unknown;
          };
          content: {
            readonly 'application/json': unknown;
          };
        };
        readonly default: components['responses']['Problem'];
      };
    };
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/approvals': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** Lists requests that take two persons, newest first: those that wait, and what became of others. */
    readonly get: operations['listApprovals'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/approvals/{id}/approve': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /** Approves a request of somebody else, who may then make it once. */
    readonly post: operations['approveRequest'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/approvals/{id}/refuse': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /** Refuses a request, or withdraws one of one’s own. */
    readonly post: operations['refuseRequest'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/authority': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** The embedded certificate authority, with its certificate. */
    readonly get: {
      readonly parameters: {
        readonly query?: never;
        readonly header?: never;
        readonly path?: never;
        readonly cookie?: never;
      };
      readonly requestBody?: never;
      readonly responses: {
        /** @description Done. */
        readonly 200: {
          headers: {
            readonly [name: string]: unknown;
          };
          content: {
            readonly 'application/json': unknown;
          };
        };
        readonly default: components['responses']['Problem'];
      };
    };
    readonly put?: never;
    /** Makes the embedded certificate authority. */
    readonly post: {
      readonly parameters: {
        readonly query?: never;
        readonly header?: {
          /** @description The approval that a second person gave to this very request. */
          readonly 'x-ringwall-approval'?: components['parameters']['Approval'];
          /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
          readonly 'idempotency-key'?: components['parameters']['IdempotencyKey'];
        };
        readonly path?: never;
        readonly cookie?: never;
      };
      readonly requestBody?: {
        readonly content: {
          readonly 'application/json': {
            readonly trustDomain?: string;
            readonly permit?: readonly string[];
          };
        };
      };
      readonly responses: {
        /** @description Done. */
        readonly 200: {
          headers: {
            readonly [name: string]: unknown;
          };
          content: {
            readonly 'application/json': unknown;
          };
        };
        readonly default: components['responses']['Problem'];
      };
    };
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/authority/revocation-list': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** The certificates that were revoked, signed (RFC 5280, PEM); good for a week. */
    readonly get: {
      readonly parameters: {
        readonly query?: never;
        readonly header?: never;
        readonly path?: never;
        readonly cookie?: never;
      };
      readonly requestBody?: never;
      readonly responses: {
        /** @description Done. */
        readonly 200: {
          headers: {
            readonly [name: string]: unknown;
          };
          content: {
            readonly 'application/json': unknown;
          };
        };
        readonly default: components['responses']['Problem'];
      };
    };
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/backups': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /** Begins to copy everything there is into a folder on the machine of the server */
    readonly post: {
      readonly parameters: {
        readonly query?: never;
        readonly header?: {
          /** @description The approval that a second person gave to this very request. */
          readonly 'x-ringwall-approval'?: components['parameters']['Approval'];
          /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
          readonly 'idempotency-key'?: components['parameters']['IdempotencyKey'];
        };
        readonly path?: never;
        readonly cookie?: never;
      };
      readonly requestBody: {
        readonly content: {
          readonly 'application/json': {
            readonly directory: string;
            /** @default false */
            readonly withKeys?: boolean;
          };
        };
      };
      readonly responses: {
        /** @description Done. */
        readonly 200: {
          headers: {
            readonly [name: string]: unknown;
          };
          content: {
            readonly 'application/json': unknown;
          };
        };
        readonly default: components['responses']['Problem'];
      };
    };
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/backups/latest': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** How far the latest backup since the start is */
    readonly get: {
      readonly parameters: {
        readonly query?: never;
        readonly header?: never;
        readonly path?: never;
        readonly cookie?: never;
      };
      readonly requestBody?: never;
      readonly responses: {
        /** @description Done. */
        readonly 200: {
          headers: {
            readonly [name: string]: unknown;
          };
          content: {
            readonly 'application/json': unknown;
          };
        };
        readonly default: components['responses']['Problem'];
      };
    };
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/certificates': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** Lists the certificates that the authority has issued, the newest 1,000. */
    readonly get: {
      readonly parameters: {
        readonly query?: never;
        readonly header?: never;
        readonly path?: never;
        readonly cookie?: never;
      };
      readonly requestBody?: never;
      readonly responses: {
        /** @description Done. */
        readonly 200: {
          headers: {
            readonly [name: string]: unknown;
          };
          content: {
            readonly 'application/json': unknown;
          };
        };
        readonly default: components['responses']['Problem'];
      };
    };
    readonly put?: never;
    /** Signs the key of a certificate request, for the names of a server or for a service. */
    readonly post: {
      readonly parameters: {
        readonly query?: never;
        readonly header?: {
          /** @description The approval that a second person gave to this very request. */
          readonly 'x-ringwall-approval'?: components['parameters']['Approval'];
          /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
          readonly 'idempotency-key'?: components['parameters']['IdempotencyKey'];
        };
        readonly path?: never;
        readonly cookie?: never;
      };
      readonly requestBody: {
        readonly content: {
          readonly 'application/json': {
            readonly request: string;
            readonly names?: readonly string[];
            readonly service?: string;
            readonly days?: number;
          };
        };
      };
      readonly responses: {
        /** @description Done. */
        readonly 200: {
          headers: {
            readonly [name: string]: unknown;
          };
          content: {
            readonly 'application/json': unknown;
          };
        };
        readonly default: components['responses']['Problem'];
      };
    };
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/certificates/{id}/revoke': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /** Revokes a certificate, effective at once. */
    readonly post: {
      readonly parameters: {
        readonly query?: never;
        readonly header?: {
          /** @description The approval that a second person gave to this very request. */
          readonly 'x-ringwall-approval'?: components['parameters']['Approval'];
          /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
          readonly 'idempotency-key'?: components['parameters']['IdempotencyKey'];
        };
        readonly path: {
          readonly id: string;
        };
        readonly cookie?: never;
      };
      readonly requestBody: {
        readonly content: {
          readonly 'application/json': {
            readonly reason: string;
          };
        };
      };
      readonly responses: {
        /** @description Done. */
        readonly 200: {
          headers: {
            readonly [name: string]: unknown;
          };
          content: {
            readonly 'application/json': unknown;
          };
        };
        readonly default: components['responses']['Problem'];
      };
    };
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/erasures/supply': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /** Does the erasures again that a restored ledger lacked, and opens the bodies */
    readonly post: {
      readonly parameters: {
        readonly query?: never;
        readonly header?: {
          /** @description The approval that a second person gave to this very request. */
          readonly 'x-ringwall-approval'?: components['parameters']['Approval'];
          /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
          readonly 'idempotency-key'?: components['parameters']['IdempotencyKey'];
        };
        readonly path?: never;
        readonly cookie?: never;
      };
      readonly requestBody: {
        readonly content: {
          readonly 'application/json': {
            readonly slice: string;
          };
        };
      };
      readonly responses: {
        /** @description Done. */
        readonly 200: {
          headers: {
            readonly [name: string]: unknown;
          };
          content: {
            readonly 'application/json': unknown;
          };
        };
        readonly default: components['responses']['Problem'];
      };
    };
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/erasures/waive': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /** Opens the bodies of a restored ledger without the erasures it may lack */
    readonly post: {
      readonly parameters: {
        readonly query?: never;
        readonly header?: {
          /** @description The approval that a second person gave to this very request. */
          readonly 'x-ringwall-approval'?: components['parameters']['Approval'];
          /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
          readonly 'idempotency-key'?: components['parameters']['IdempotencyKey'];
        };
        readonly path?: never;
        readonly cookie?: never;
      };
      readonly requestBody: {
        readonly content: {
          readonly 'application/json': {
            readonly reason: string;
          };
        };
      };
      readonly responses: {
        /** @description Done. */
        readonly 200: {
          headers: {
            readonly [name: string]: unknown;
          };
          content: {
            readonly 'application/json': unknown;
          };
        };
        readonly default: components['responses']['Problem'];
      };
    };
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/events': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** Requests as they open and close, and the head of the ledger. An id is an index of the ledger: sent back as Last-Event-ID nothing is missed. */
    readonly get: operations['followRequests'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/grants': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** Lists who holds which role where, oldest first; revoked ones are not among them. */
    readonly get: operations['listGrants'];
    readonly put?: never;
    /** Grants a role, no more than the caller holds. */
    readonly post: operations['createGrant'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/grants/{id}': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    readonly post?: never;
    /** Revokes a grant, effective at once. */
    readonly delete: operations['revokeGrant'];
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/holds': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** Legal holds, newest first */
    readonly get: {
      readonly parameters: {
        readonly query?: {
          readonly released?: 'true' | 'false';
        };
        readonly header?: never;
        readonly path?: never;
        readonly cookie?: never;
      };
      readonly requestBody?: never;
      readonly responses: {
        /** @description Done. */
        readonly 200: {
          headers: {
            readonly [name: string]: unknown;
          };
          content: {
            readonly 'application/json': unknown;
          };
        };
        readonly default: components['responses']['Problem'];
      };
    };
    readonly put?: never;
    /** Places a legal hold: what it covers is neither erased nor cut back */
    readonly post: {
      readonly parameters: {
        readonly query?: never;
        readonly header?: {
          /** @description The approval that a second person gave to this very request. */
          readonly 'x-ringwall-approval'?: components['parameters']['Approval'];
          /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
          readonly 'idempotency-key'?: components['parameters']['IdempotencyKey'];
        };
        readonly path?: never;
        readonly cookie?: never;
      };
      readonly requestBody: {
        readonly content: {
          readonly 'application/json': {
            readonly project?: string;
            readonly name?: string;
            readonly subject?: string;
            /** Format: date-time */
            readonly from?: string;
            /** Format: date-time */
            readonly to?: string;
            readonly request?: string;
            readonly reason: string;
          };
        };
      };
      readonly responses: {
        /** @description Done. */
        readonly 200: {
          headers: {
            readonly [name: string]: unknown;
          };
          content: {
            readonly 'application/json': unknown;
          };
        };
        readonly default: components['responses']['Problem'];
      };
    };
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/holds/{hold}/release': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /** Releases a legal hold */
    readonly post: {
      readonly parameters: {
        readonly query?: never;
        readonly header?: {
          /** @description The approval that a second person gave to this very request. */
          readonly 'x-ringwall-approval'?: components['parameters']['Approval'];
          /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
          readonly 'idempotency-key'?: components['parameters']['IdempotencyKey'];
        };
        readonly path: {
          readonly hold: string;
        };
        readonly cookie?: never;
      };
      readonly requestBody: {
        readonly content: {
          readonly 'application/json': {
            readonly reason: string;
          };
        };
      };
      readonly responses: {
        /** @description Done. */
        readonly 200: {
          headers: {
            readonly [name: string]: unknown;
          };
          content: {
            readonly 'application/json': unknown;
          };
        };
        readonly default: components['responses']['Problem'];
      };
    };
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/kek/rotate': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /** Replaces the key that wraps the body keys, and destroys the old one */
    readonly post: {
      readonly parameters: {
        readonly query?: never;
        readonly header?: {
          /** @description The approval that a second person gave to this very request. */
          readonly 'x-ringwall-approval'?: components['parameters']['Approval'];
          /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
          readonly 'idempotency-key'?: components['parameters']['IdempotencyKey'];
        };
        readonly path?: never;
        readonly cookie?: never;
      };
      readonly requestBody?: never;
      readonly responses: {
        /** @description Done. */
        readonly 200: {
          headers: {
            readonly [name: string]: unknown;
          };
          content: {
            readonly 'application/json': unknown;
          };
        };
        readonly default: components['responses']['Problem'];
      };
    };
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/keys': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** Lists the API keys, oldest first, revoked ones too; the keys themselves are shown nowhere. */
    readonly get: operations['listKeys'];
    readonly put?: never;
    /** Makes an API key; this answer is the only one that ever carries it. */
    readonly post: operations['createKey'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/keys/{id}': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    readonly post?: never;
    /** Revokes an API key, effective at once. */
    readonly delete: operations['revokeKey'];
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/keys/{id}/rotate': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /** Gives an API key another text, shown in this answer alone; the one before stays good a while. */
    readonly post: operations['rotateKey'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/ledger/checkpoint': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** The latest signed checkpoint, as a note */
    readonly get: {
      readonly parameters: {
        readonly query?: never;
        readonly header?: never;
        readonly path?: never;
        readonly cookie?: never;
      };
      readonly requestBody?: never;
      readonly responses: {
        /** @description Done. */
        readonly 200: {
          headers: {
            readonly [name: string]: unknown;
          };
          content: {
            readonly 'application/json': unknown;
          };
        };
        readonly default: components['responses']['Problem'];
      };
    };
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/ledger/consistency': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** Proof that the tree of one checkpoint extends that of an earlier size */
    readonly get: {
      readonly parameters: {
        readonly query: {
          readonly from: number | string;
          readonly to?: number | string;
        };
        readonly header?: never;
        readonly path?: never;
        readonly cookie?: never;
      };
      readonly requestBody?: never;
      readonly responses: {
        /** @description Done. */
        readonly 200: {
          headers: {
            readonly [name: string]: unknown;
          };
          content: {
            readonly 'application/json': unknown;
          };
        };
        readonly default: components['responses']['Problem'];
      };
    };
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/ledger/entries': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** Entries of the ledger, newest first */
    readonly get: {
      readonly parameters: {
        readonly query?: {
          readonly before?: number | string;
          readonly limit?: number | string;
          readonly type?: string | readonly string[];
          readonly project?: string;
          readonly actor?: string;
          readonly from?: string;
          readonly to?: string;
          readonly text?: string;
        };
        readonly header?: never;
        readonly path?: never;
        readonly cookie?: never;
      };
      readonly requestBody?: never;
      readonly responses: {
        /** @description Done. */
        readonly 200: {
          headers: {
            readonly [name: string]: unknown;
          };
          content: {
            readonly 'application/json': unknown;
          };
        };
        readonly default: components['responses']['Problem'];
      };
    };
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/ledger/entries/{index}': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** One entry of the ledger */
    readonly get: {
      readonly parameters: {
        readonly query?: never;
        readonly header?: never;
        readonly path: {
          readonly index: string;
        };
        readonly cookie?: never;
      };
      readonly requestBody?: never;
      readonly responses: {
        /** @description Done. */
        readonly 200: {
          headers: {
            readonly [name: string]: unknown;
          };
          content: {
            readonly 'application/json': unknown;
          };
        };
        readonly default: components['responses']['Problem'];
      };
    };
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/ledger/events': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** Entries as they are recorded, as server-sent events */
    readonly get: {
      readonly parameters: {
        readonly query?: {
          readonly type?: string | readonly string[];
          readonly project?: string;
          readonly actor?: string;
          readonly from?: number | string;
        };
        readonly header?: never;
        readonly path?: never;
        readonly cookie?: never;
      };
      readonly requestBody?: never;
      readonly responses: {
        /** @description Done. */
        readonly 200: {
          headers: {
            readonly [name: string]: unknown;
          };
          content: {
            readonly 'application/json': unknown;
          };
        };
        readonly default: components['responses']['Problem'];
      };
    };
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/ledger/export': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /** An excerpt of the ledger that can be checked alone; that it was made is recorded */
    readonly post: {
      readonly parameters: {
        readonly query?: never;
        readonly header?: {
          /** @description The approval that a second person gave to this very request. */
          readonly 'x-ringwall-approval'?: components['parameters']['Approval'];
          /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
          readonly 'idempotency-key'?: components['parameters']['IdempotencyKey'];
        };
        readonly path?: never;
        readonly cookie?: never;
      };
      readonly requestBody?: {
        readonly content: {
          readonly 'application/json': {
            readonly from?: number;
            readonly to?: number;
            readonly filter?: {
              readonly types?: readonly string[];
              readonly project?: string;
              readonly actor?: string;
              readonly request?: string;
              readonly subject?: string;
              /** Format: date-time */
              readonly since?: string;
              /** Format: date-time */
              readonly until?: string;
            };
          };
        };
      };
      readonly responses: {
        /** @description Done. */
        readonly 200: {
          headers: {
            readonly [name: string]: unknown;
          };
          content: {
            readonly 'application/json': unknown;
          };
        };
        readonly default: components['responses']['Problem'];
      };
    };
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/ledger/key/changes': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** How each key of the log follows from the one before it, with proofs */
    readonly get: {
      readonly parameters: {
        readonly query?: never;
        readonly header?: never;
        readonly path?: never;
        readonly cookie?: never;
      };
      readonly requestBody?: never;
      readonly responses: {
        /** @description Done. */
        readonly 200: {
          headers: {
            readonly [name: string]: unknown;
          };
          content: {
            readonly 'application/json': unknown;
          };
        };
        readonly default: components['responses']['Problem'];
      };
    };
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/ledger/key/retire': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /** Destroys the older of two keys that sign the log */
    readonly post: {
      readonly parameters: {
        readonly query?: never;
        readonly header?: {
          /** @description The approval that a second person gave to this very request. */
          readonly 'x-ringwall-approval'?: components['parameters']['Approval'];
          /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
          readonly 'idempotency-key'?: components['parameters']['IdempotencyKey'];
        };
        readonly path?: never;
        readonly cookie?: never;
      };
      readonly requestBody?: {
        readonly content: {
          readonly 'application/json': Record<string, never>;
        };
      };
      readonly responses: {
        /** @description Done. */
        readonly 200: {
          headers: {
            readonly [name: string]: unknown;
          };
          content: {
            readonly 'application/json': unknown;
          };
        };
        readonly default: components['responses']['Problem'];
      };
    };
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/ledger/key/rotate': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /** Makes a new key for the log; both keys sign until the overlap is over */
    readonly post: {
      readonly parameters: {
        readonly query?: never;
        readonly header?: {
          /** @description The approval that a second person gave to this very request. */
          readonly 'x-ringwall-approval'?: components['parameters']['Approval'];
          /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
          readonly 'idempotency-key'?: components['parameters']['IdempotencyKey'];
        };
        readonly path?: never;
        readonly cookie?: never;
      };
      readonly requestBody: {
        readonly content: {
          readonly 'application/json': {
            readonly overlapMs: number;
          };
        };
      };
      readonly responses: {
        /** @description Done. */
        readonly 200: {
          headers: {
            readonly [name: string]: unknown;
          };
          content: {
            readonly 'application/json': unknown;
          };
        };
        readonly default: components['responses']['Problem'];
      };
    };
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/ledger/proof/{index}': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** Proof that an entry is in the tree a checkpoint was signed over */
    readonly get: {
      readonly parameters: {
        readonly query?: {
          readonly size?: number | string;
        };
        readonly header?: never;
        readonly path: {
          readonly index: string;
        };
        readonly cookie?: never;
      };
      readonly requestBody?: never;
      readonly responses: {
        /** @description Done. */
        readonly 200: {
          headers: {
            readonly [name: string]: unknown;
          };
          content: {
            readonly 'application/json': unknown;
          };
        };
        readonly default: components['responses']['Problem'];
      };
    };
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/ledger/witness': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** How far witnesses have cosigned the ledger, and the newest checkpoint with their cosignatures */
    readonly get: {
      readonly parameters: {
        readonly query?: never;
        readonly header?: never;
        readonly path?: never;
        readonly cookie?: never;
      };
      readonly requestBody?: never;
      readonly responses: {
        /** @description Done. */
        readonly 200: {
          headers: {
            readonly [name: string]: unknown;
          };
          content: {
            readonly 'application/json': unknown;
          };
        };
        readonly default: components['responses']['Problem'];
      };
    };
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/limits': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** Lists the limits, oldest first, and of each who has used most of it. */
    readonly get: operations['listLimits'];
    readonly put?: never;
    /** Sets a limit, or changes the one of the same subject, metric, period and project. */
    readonly post: operations['setLimit'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/limits/{id}': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    readonly post?: never;
    /** Removes a limit. */
    readonly delete: operations['removeLimit'];
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/login-links': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /** Makes a token that signs in to the console once. */
    readonly post: {
      readonly parameters: {
        readonly query?: never;
        readonly header?: {
          /** @description The approval that a second person gave to this very request. */
          readonly 'x-ringwall-approval'?: components['parameters']['Approval'];
          /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
          readonly 'idempotency-key'?: components['parameters']['IdempotencyKey'];
        };
        readonly path?: never;
        readonly cookie?: never;
      };
      readonly requestBody?: {
        readonly content: {
          readonly 'application/json': {
            /** @default usr_local */
            readonly user?: string;
          };
        };
      };
      readonly responses: {
        /** @description Done. */
        readonly 200: {
          headers: {
            readonly [name: string]: unknown;
          };
          content: {
            readonly 'application/json': unknown;
          };
        };
        readonly default: components['responses']['Problem'];
      };
    };
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/openapi.json': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** This API, described by OpenAPI 3.1. */
    readonly get: operations['getOpenApi'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/overview': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** Counts over a time window */
    readonly get: {
      readonly parameters: {
        readonly query?: {
          readonly hours?: number;
        };
        readonly header?: never;
        readonly path?: never;
        readonly cookie?: never;
      };
      readonly requestBody?: never;
      readonly responses: {
        /** @description Done. */
        readonly 200: {
          headers: {
            readonly [name: string]: unknown;
          };
          content: {
            readonly 'application/json': unknown;
          };
        };
        readonly default: components['responses']['Problem'];
      };
    };
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/policies': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** The policies in force, those that ship with the product too, or an earlier text of the own ones. */
    readonly get: {
      readonly parameters: {
        readonly query?: {
          readonly version?: number;
        };
        readonly header?: never;
        readonly path?: never;
        readonly cookie?: never;
      };
      readonly requestBody?: never;
      readonly responses: {
        /** @description Done. */
        readonly 200: {
          headers: {
            readonly [name: string]: unknown;
          };
          content: {
            readonly 'application/json': unknown;
          };
        };
        readonly default: components['responses']['Problem'];
      };
    };
    readonly put?: never;
    /** Puts this text in the place of the own policies, if it fits the schema; only administrators change what permits. */
    readonly post: {
      readonly parameters: {
        readonly query?: never;
        readonly header?: {
          /** @description The approval that a second person gave to this very request. */
          readonly 'x-ringwall-approval'?: components['parameters']['Approval'];
          /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
          readonly 'idempotency-key'?: components['parameters']['IdempotencyKey'];
        };
        readonly path?: never;
        readonly cookie?: never;
      };
      readonly requestBody: {
        readonly content: {
          readonly 'application/json': {
            readonly text: string;
            readonly replaces?: number;
          };
        };
      };
      readonly responses: {
        /** @description Done. */
        readonly 200: {
          headers: {
            readonly [name: string]: unknown;
          };
          content: {
            readonly 'application/json': unknown;
          };
        };
        readonly default: components['responses']['Problem'];
      };
    };
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/policies/check': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /** Says what is wrong with a text of policies, by line and column. */
    readonly post: {
      readonly parameters: {
        readonly query?: never;
        readonly header?: {
          /** @description The approval that a second person gave to this very request. */
          readonly 'x-ringwall-approval'?: components['parameters']['Approval'];
          /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
          readonly 'idempotency-key'?: components['parameters']['IdempotencyKey'];
        };
        readonly path?: never;
        readonly cookie?: never;
      };
      readonly requestBody: {
        readonly content: {
          readonly 'application/json': {
            readonly text: string;
          };
        };
      };
      readonly responses: {
        /** @description Done. */
        readonly 200: {
          headers: {
            readonly [name: string]: unknown;
          };
          content: {
            readonly 'application/json': unknown;
          };
        };
        readonly default: components['responses']['Problem'];
      };
    };
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/policies/test': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /** Asks cases with the answers they must get, of the policies in force or of these. */
    readonly post: {
      readonly parameters: {
        readonly query?: never;
        readonly header?: {
          /** @description The approval that a second person gave to this very request. */
          readonly 'x-ringwall-approval'?: components['parameters']['Approval'];
          /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
          readonly 'idempotency-key'?: components['parameters']['IdempotencyKey'];
        };
        readonly path?: never;
        readonly cookie?: never;
      };
      readonly requestBody: {
        readonly content: {
          readonly 'application/json': {
            readonly cases: readonly {
              readonly principal: string;
              /** @enum {string} */
              readonly credential?: 'key' | 'token' | 'certificate' | 'session';
              /** @enum {string} */
              readonly action:
                | 'route.invoke'
                | 'route.list'
                | 'route.contain'
                | 'model.list'
                | 'status.read'
                | 'traffic.read'
                | 'body.open'
                | 'ledger.read'
                | 'ledger.export'
                | 'project.list'
                | 'project.create'
                | 'key.list'
                | 'key.create'
                | 'key.rotate'
                | 'key.revoke'
                | 'user.list'
                | 'user.create'
                | 'user.update'
                | 'user.invite'
                | 'service.list'
                | 'service.create'
                | 'service.update'
                | 'grant.list'
                | 'grant.create'
                | 'grant.revoke'
                | 'policy.read'
                | 'policy.test'
                | 'policy.change'
                | 'limit.read'
                | 'limit.set'
                | 'approval.list'
                | 'approval.decide'
                | 'certificate.list'
                | 'certificate.issue'
                | 'certificate.revoke'
                | 'kek.rotate'
                | 'subject.read'
                | 'subject.erase'
                | 'hold.read'
                | 'hold.place'
                | 'hold.release'
                | 'retention.read'
                | 'retention.apply'
                | 'erasures.supply'
                | 'erasures.waive'
                | 'ledger-key.rotate'
                | 'backup.create'
                | 'session.read'
                | 'session.end'
                | 'session.list'
                | 'session.revoke'
                | 'account.read'
                | 'account.change'
                | 'login-link.create';
              readonly resource: {
                readonly kind: string;
                readonly id: string;
                readonly project?: string;
              };
              readonly model?: string;
              readonly purpose?: string;
              readonly address?: string;
              /** Format: date-time */
              readonly at?: string;
              readonly grants?: readonly {
                /** @enum {string} */
                readonly role: 'admin' | 'security' | 'engineer' | 'compliance' | 'auditor' | 'service';
                readonly project: string;
                readonly on?: {
                  /** @enum {string} */
                  readonly kind: 'route' | 'model' | 'dataset';
                  readonly id: string;
                };
              }[];
              readonly name?: string;
              /** @enum {string} */
              readonly expect: 'allow' | 'deny';
              readonly policy?: string;
            }[];
            readonly text?: string;
          };
        };
      };
      readonly responses: {
        /** @description Done. */
        readonly 200: {
          headers: {
            readonly [name: string]: unknown;
          };
          content: {
            readonly 'application/json': unknown;
          };
        };
        readonly default: components['responses']['Problem'];
      };
    };
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/policies/versions': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** Who has applied which set of own policies, newest first. */
    readonly get: {
      readonly parameters: {
        readonly query?: never;
        readonly header?: never;
        readonly path?: never;
        readonly cookie?: never;
      };
      readonly requestBody?: never;
      readonly responses: {
        /** @description Done. */
        readonly 200: {
          headers: {
            readonly [name: string]: unknown;
          };
          content: {
            readonly 'application/json': unknown;
          };
        };
        readonly default: components['responses']['Problem'];
      };
    };
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/policies/why': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /** Says which policies decide about a request on record, or about a question. */
    readonly post: {
      readonly parameters: {
        readonly query?: never;
        readonly header?: {
          /** @description The approval that a second person gave to this very request. */
          readonly 'x-ringwall-approval'?: components['parameters']['Approval'];
          /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
          readonly 'idempotency-key'?: components['parameters']['IdempotencyKey'];
        };
        readonly path?: never;
        readonly cookie?: never;
      };
      readonly requestBody: {
        readonly content: {
          readonly 'application/json': unknown;
        };
      };
      readonly responses: {
        /** @description Done. */
        readonly 200: {
          headers: {
            readonly [name: string]: unknown;
          };
          content: {
            readonly 'application/json': unknown;
          };
        };
        readonly default: components['responses']['Problem'];
      };
    };
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/projects': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** Lists the projects that the caller may see, by id. */
    readonly get: operations['listProjects'];
    readonly put?: never;
    /** Makes a project; those that routes of the configuration name are made at the start. */
    readonly post: operations['createProject'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/requests': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** LLM requests, newest first unless told otherwise. */
    readonly get: operations['listRequests'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/requests/count': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** How many requests a list of them has. */
    readonly get: operations['countRequests'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/requests/{request}': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** One request with its two records. */
    readonly get: operations['getRequest'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/requests/{request}/open': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /** Opens the kept bodies of a request. Who did and why is recorded first. */
    readonly post: operations['openRequestBodies'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/retention': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** How long each class of data is kept, and what the last runs removed */
    readonly get: {
      readonly parameters: {
        readonly query?: never;
        readonly header?: never;
        readonly path?: never;
        readonly cookie?: never;
      };
      readonly requestBody?: never;
      readonly responses: {
        /** @description Done. */
        readonly 200: {
          headers: {
            readonly [name: string]: unknown;
          };
          content: {
            readonly 'application/json': unknown;
          };
        };
        readonly default: components['responses']['Problem'];
      };
    };
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/retention/apply': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /** Removes what is older than its class is kept for, but for what a legal hold keeps */
    readonly post: {
      readonly parameters: {
        readonly query?: never;
        readonly header?: {
          /** @description The approval that a second person gave to this very request. */
          readonly 'x-ringwall-approval'?: components['parameters']['Approval'];
          /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
          readonly 'idempotency-key'?: components['parameters']['IdempotencyKey'];
        };
        readonly path?: never;
        readonly cookie?: never;
      };
      readonly requestBody?: {
        readonly content: {
          readonly 'application/json': {
            /** @default false */
            readonly dryRun?: boolean;
          };
        };
      };
      readonly responses: {
        /** @description Done. */
        readonly 200: {
          headers: {
            readonly [name: string]: unknown;
          };
          content: {
            readonly 'application/json': unknown;
          };
        };
        readonly default: components['responses']['Problem'];
      };
    };
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/roles': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** What each role permits, by the policies that ship with the product. */
    readonly get: {
      readonly parameters: {
        readonly query?: never;
        readonly header?: never;
        readonly path?: never;
        readonly cookie?: never;
      };
      readonly requestBody?: never;
      readonly responses: {
        /** @description Done. */
        readonly 200: {
          headers: {
            readonly [name: string]: unknown;
          };
          content: {
            readonly 'application/json': unknown;
          };
        };
        readonly default: components['responses']['Problem'];
      };
    };
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/services': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** Lists the services and agents, oldest first, disabled ones too. */
    readonly get: operations['listServices'];
    readonly put?: never;
    /** Makes a service, or an agent that acts for one user. */
    readonly post: operations['createService'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/services/{id}/disable': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /** Refuses a service or an agent from now on. */
    readonly post: operations['disableService'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/services/{id}/enable': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /** Lets a disabled service or agent in again. */
    readonly post: operations['enableService'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/session': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** Who is signed in */
    readonly get: {
      readonly parameters: {
        readonly query?: never;
        readonly header?: never;
        readonly path?: never;
        readonly cookie?: never;
      };
      readonly requestBody?: never;
      readonly responses: {
        /** @description Done. */
        readonly 200: {
          headers: {
            readonly [name: string]: unknown;
          };
          content: {
            readonly 'application/json': unknown;
          };
        };
        readonly default: components['responses']['Problem'];
      };
    };
    readonly put?: never;
    /** Trade the token of a login link for a session */
    readonly post: {
      readonly parameters: {
        readonly query?: never;
        readonly header?: never;
        readonly path?: never;
        readonly cookie?: never;
      };
      readonly requestBody: {
        readonly content: {
          readonly 'application/json': {
            readonly token: string;
          };
        };
      };
      readonly responses: {
        /** @description Done. */
        readonly 200: {
          headers: {
            readonly [name: string]: unknown;
          };
          content: {
            readonly 'application/json': unknown;
          };
        };
        readonly default: components['responses']['Problem'];
      };
    };
    /** Sign out */
    readonly delete: {
      readonly parameters: {
        readonly query?: never;
        readonly header?: {
          /** @description The approval that a second person gave to this very request. */
          readonly 'x-ringwall-approval'?: components['parameters']['Approval'];
          /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
          readonly 'idempotency-key'?: components['parameters']['IdempotencyKey'];
        };
        readonly path?: never;
        readonly cookie?: never;
      };
      readonly requestBody?: never;
      readonly responses: {
        /** @description Done. */
        readonly 200: {
          headers: {
            readonly [name: string]: unknown;
          };
          content: {
            readonly 'application/json': unknown;
          };
        };
        readonly default: components['responses']['Problem'];
      };
    };
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/sessions': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** Lists who is signed in to the console, newest first. */
    readonly get: {
      readonly parameters: {
        readonly query?: {
          readonly user?: string;
        };
        readonly header?: never;
        readonly path?: never;
        readonly cookie?: never;
      };
      readonly requestBody?: never;
      readonly responses: {
        /** @description Done. */
        readonly 200: {
          headers: {
            readonly [name: string]: unknown;
          };
          content: {
            readonly 'application/json': unknown;
          };
        };
        readonly default: components['responses']['Problem'];
      };
    };
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/sessions/{id}': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    readonly post?: never;
    /** Ends a session, effective at once. */
    readonly delete: {
      readonly parameters: {
        readonly query?: never;
        readonly header?: {
          /** @description The approval that a second person gave to this very request. */
          readonly 'x-ringwall-approval'?: components['parameters']['Approval'];
          /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
          readonly 'idempotency-key'?: components['parameters']['IdempotencyKey'];
        };
        readonly path: {
          readonly id: string;
        };
        readonly cookie?: never;
      };
      readonly requestBody?: never;
      readonly responses: {
        /** @description Done. */
        readonly 200: {
          headers: {
            readonly [name: string]: unknown;
          };
          content: {
            readonly 'application/json': unknown;
          };
        };
        readonly default: components['responses']['Problem'];
      };
    };
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/sign-in/methods': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** How one can sign in here. */
    readonly get: {
      readonly parameters: {
        readonly query?: never;
        readonly header?: never;
        readonly path?: never;
        readonly cookie?: never;
      };
      readonly requestBody?: never;
      readonly responses: {
        /** @description Done. */
        readonly 200: {
          headers: {
            readonly [name: string]: unknown;
          };
          content: {
            readonly 'application/json': unknown;
          };
        };
        readonly default: components['responses']['Problem'];
      };
    };
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/sign-in/passkey': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /** Sign in with a passkey, after the password or alone. */
    readonly post: {
      readonly parameters: {
        readonly query?: never;
        readonly header?: never;
        readonly path?: never;
        readonly cookie?: never;
      };
      readonly requestBody: {
        readonly content: {
          readonly 'application/json': {
            readonly ticket: string;
            readonly response: unknown;
          };
        };
      };
      readonly responses: {
        /** @description Done. */
        readonly 200: {
          headers: {
            readonly [name: string]: unknown;
          };
          content: {
            readonly 'application/json': unknown;
          };
        };
        readonly default: components['responses']['Problem'];
      };
    };
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/sign-in/passkey/options': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /** What the browser asks an authenticator: for any passkey, or for those of a ticket. */
    readonly post: {
      readonly parameters: {
        readonly query?: never;
        readonly header?: never;
        readonly path?: never;
        readonly cookie?: never;
      };
      readonly requestBody?: {
        readonly content: {
          readonly 'application/json': {
            readonly ticket?: string;
          };
        };
      };
      readonly responses: {
        /** @description Done. */
        readonly 200: {
          headers: {
            readonly [name: string]: unknown;
          };
          content: {
            readonly 'application/json': unknown;
          };
        };
        readonly default: components['responses']['Problem'];
      };
    };
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/sign-in/password': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /** Sign in with name and password; answers a session, or which second factors are asked for. */
    readonly post: {
      readonly parameters: {
        readonly query?: never;
        readonly header?: never;
        readonly path?: never;
        readonly cookie?: never;
      };
      readonly requestBody: {
        readonly content: {
          readonly 'application/json': {
            readonly name: string;
            readonly password: string;
          };
        };
      };
      readonly responses: {
        /** @description Done. */
        readonly 200: {
          headers: {
            readonly [name: string]: unknown;
          };
          content: {
            readonly 'application/json': unknown;
          };
        };
        readonly default: components['responses']['Problem'];
      };
    };
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/sign-in/totp': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /** Show a one-time code, or a recovery code, after the password. */
    readonly post: {
      readonly parameters: {
        readonly query?: never;
        readonly header?: never;
        readonly path?: never;
        readonly cookie?: never;
      };
      readonly requestBody: {
        readonly content: {
          readonly 'application/json': {
            readonly ticket: string;
            readonly code: string;
          };
        };
      };
      readonly responses: {
        /** @description Done. */
        readonly 200: {
          headers: {
            readonly [name: string]: unknown;
          };
          content: {
            readonly 'application/json': unknown;
          };
        };
        readonly default: components['responses']['Problem'];
      };
    };
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/status': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** What runs here */
    readonly get: {
      readonly parameters: {
        readonly query?: never;
        readonly header?: never;
        readonly path?: never;
        readonly cookie?: never;
      };
      readonly requestBody?: never;
      readonly responses: {
        /** @description Done. */
        readonly 200: {
          headers: {
            readonly [name: string]: unknown;
          };
          content: {
            readonly 'application/json': unknown;
          };
        };
        readonly default: components['responses']['Problem'];
      };
    };
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/subjects/erase': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /** Destroys the keys of all that is kept about a person; recorded, and refused under a legal hold */
    readonly post: {
      readonly parameters: {
        readonly query?: never;
        readonly header?: {
          /** @description The approval that a second person gave to this very request. */
          readonly 'x-ringwall-approval'?: components['parameters']['Approval'];
          /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
          readonly 'idempotency-key'?: components['parameters']['IdempotencyKey'];
        };
        readonly path?: never;
        readonly cookie?: never;
      };
      readonly requestBody: {
        readonly content: {
          readonly 'application/json':
            | {
                readonly name: string;
                /** @default default */
                readonly project?: string;
                readonly reason: string;
              }
            | {
                readonly subject: string;
                readonly reason: string;
              };
        };
      };
      readonly responses: {
        /** @description Done. */
        readonly 200: {
          headers: {
            readonly [name: string]: unknown;
          };
          content: {
            readonly 'application/json': unknown;
          };
        };
        readonly default: components['responses']['Problem'];
      };
    };
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/subjects/find': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /** What is kept about a person; the name travels in the body, which nobody logs */
    readonly post: {
      readonly parameters: {
        readonly query?: never;
        readonly header?: {
          /** @description The approval that a second person gave to this very request. */
          readonly 'x-ringwall-approval'?: components['parameters']['Approval'];
          /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
          readonly 'idempotency-key'?: components['parameters']['IdempotencyKey'];
        };
        readonly path?: never;
        readonly cookie?: never;
      };
      readonly requestBody: {
        readonly content: {
          readonly 'application/json':
            | {
                readonly name: string;
                /** @default default */
                readonly project?: string;
              }
            | {
                readonly subject: string;
              };
        };
      };
      readonly responses: {
        /** @description Done. */
        readonly 200: {
          headers: {
            readonly [name: string]: unknown;
          };
          content: {
            readonly 'application/json': unknown;
          };
        };
        readonly default: components['responses']['Problem'];
      };
    };
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/tokens/issuers': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** Lists whose bearer tokens are believed, by name. */
    readonly get: operations['listTokenIssuers'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/tokens/revocations': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** Lists which bearer tokens were revoked, newest first. */
    readonly get: operations['listTokenRevocations'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/tokens/revoke': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /** Revokes one bearer token, or all that were issued until now for a user or service. */
    readonly post: operations['revokeTokens'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/usage': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** Requests, tokens and money used in the day or month so far, by key, caller, project, route or model */
    readonly get: {
      readonly parameters: {
        readonly query?: {
          readonly by?: 'key' | 'who' | 'project' | 'route' | 'model';
          readonly per?: 'day' | 'month';
        };
        readonly header?: never;
        readonly path?: never;
        readonly cookie?: never;
      };
      readonly requestBody?: never;
      readonly responses: {
        /** @description Done. */
        readonly 200: {
          headers: {
            readonly [name: string]: unknown;
          };
          content: {
            readonly 'application/json': unknown;
          };
        };
        readonly default: components['responses']['Problem'];
      };
    };
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/users': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** Lists the people, oldest first, disabled ones too. */
    readonly get: operations['listUsers'];
    readonly put?: never;
    /** Makes a user, who may do nothing until they are granted a role. */
    readonly post: operations['createUser'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/users/{id}/disable': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /** Refuses a user, their keys and their agents from now on. */
    readonly post: operations['disableUser'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/users/{id}/enable': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /** Lets a disabled user in again. */
    readonly post: operations['enableUser'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/users/{id}/invite': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /** Makes a token that signs a user in once; `reset` takes away what they signed in with before. */
    readonly post: {
      readonly parameters: {
        readonly query?: never;
        readonly header?: {
          /** @description The approval that a second person gave to this very request. */
          readonly 'x-ringwall-approval'?: components['parameters']['Approval'];
          /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
          readonly 'idempotency-key'?: components['parameters']['IdempotencyKey'];
        };
        readonly path: {
          readonly id: string;
        };
        readonly cookie?: never;
      };
      readonly requestBody?: {
        readonly content: {
          readonly 'application/json': {
            /** @default false */
            readonly reset?: boolean;
          };
        };
      };
      readonly responses: {
        /** @description Done. */
        readonly 200: {
          headers: {
            readonly [name: string]: unknown;
          };
          content: {
            readonly 'application/json': unknown;
          };
        };
        readonly default: components['responses']['Problem'];
      };
    };
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/users/{id}/unlock': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /** Forgets how often somebody failed to sign in as this user. */
    readonly post: {
      readonly parameters: {
        readonly query?: never;
        readonly header?: {
          /** @description The approval that a second person gave to this very request. */
          readonly 'x-ringwall-approval'?: components['parameters']['Approval'];
          /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
          readonly 'idempotency-key'?: components['parameters']['IdempotencyKey'];
        };
        readonly path: {
          readonly id: string;
        };
        readonly cookie?: never;
      };
      readonly requestBody?: {
        readonly content: {
          readonly 'application/json': Record<string, never>;
        };
      };
      readonly responses: {
        /** @description Done. */
        readonly 200: {
          headers: {
            readonly [name: string]: unknown;
          };
          content: {
            readonly 'application/json': unknown;
          };
        };
        readonly default: components['responses']['Problem'];
      };
    };
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/healthz': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** The process lives */
    readonly get: {
      readonly parameters: {
        readonly query?: never;
        readonly header?: never;
        readonly path?: never;
        readonly cookie?: never;
      };
      readonly requestBody?: never;
      readonly responses: {
        /** @description Done. */
        readonly 200: {
          headers: {
            readonly [name: string]: unknown;
          };
          content: {
            readonly 'application/json': unknown;
          };
        };
        readonly default: components['responses']['Problem'];
      };
    };
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/ledger/checkpoint': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** The latest signed checkpoint, as C2SP tlog-tiles serves it */
    readonly get: {
      readonly parameters: {
        readonly query?: never;
        readonly header?: never;
        readonly path?: never;
        readonly cookie?: never;
      };
      readonly requestBody?: never;
      readonly responses: {
        /** @description Done. */
        readonly 200: {
          headers: {
            readonly [name: string]: unknown;
          };
          content: {
            readonly 'application/json': unknown;
          };
        };
        readonly default: components['responses']['Problem'];
      };
    };
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/ledger/tile/{rest}': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** Tiles and entry bundles of the log (C2SP tlog-tiles) */
    readonly get: {
      readonly parameters: {
        readonly query?: never;
        readonly header?: never;
        readonly path: {
          /** @description The rest of the path; slashes may be encoded as %2F. */
          readonly rest: string;
        };
        readonly cookie?: never;
      };
      readonly requestBody?: never;
      readonly responses: {
        /** @description Done. */
        readonly 200: {
          headers: {
            readonly [name: string]: unknown;
          };
          content: {
            readonly 'application/json': unknown;
          };
        };
        readonly default: components['responses']['Problem'];
      };
    };
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/readyz': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** Requests can be recorded */
    readonly get: {
      readonly parameters: {
        readonly query?: never;
        readonly header?: never;
        readonly path?: never;
        readonly cookie?: never;
      };
      readonly requestBody?: never;
      readonly responses: {
        /** @description Done. */
        readonly 200: {
          headers: {
            readonly [name: string]: unknown;
          };
          content: {
            readonly 'application/json': unknown;
          };
        };
        readonly default: components['responses']['Problem'];
      };
    };
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: {
    readonly Actor: {
      /** @enum {string} */
      readonly kind: 'key' | 'token' | 'certificate' | 'session' | 'shell' | 'server' | 'anonymous';
      readonly id: string;
      /** @description The user, service or agent that the credential speaks for, where it is not the credential itself. */
      readonly who?: string;
    };
    readonly ApprovalSummary: {
      readonly id: string;
      /**
       * @description `pending` waits for a second person; `approved` may be used once; `expired` came to nothing in its time.
       * @enum {string}
       */
      readonly state: 'pending' | 'approved' | 'refused' | 'withdrawn' | 'used' | 'expired';
      readonly action: string;
      /** @description `kind:id`. */
      readonly resource: string;
      /** @description Absent where it is about the whole installation. */
      readonly project?: string;
      readonly method: string;
      readonly path: string;
      /** @description Query and body as canonical JSON; where a person was named it says so instead. */
      readonly request: string;
      /** @description SHA-256 over the exact request, hexadecimal. */
      readonly digest: string;
      readonly reason: string;
      readonly requestedBy: components['schemas']['Actor'];
      /** Format: date-time */
      readonly requestedAt: string;
      /** Format: date-time */
      readonly expiresAt: string;
      readonly decidedBy?: components['schemas']['Actor'];
      /** Format: date-time */
      readonly decidedAt?: string;
      readonly decisionReason?: string;
    };
    readonly GrantSummary: {
      readonly id: string;
      /** @description A user, service or agent. */
      readonly to: string;
      /** @enum {string} */
      readonly role: 'admin' | 'security' | 'engineer' | 'compliance' | 'auditor' | 'service';
      /** @description `*` for every project. */
      readonly project: string;
      readonly on?: components['schemas']['GrantedOn'];
      /**
       * @description A person gave it, groups of an identity provider did, or the shell of the machine.
       * @enum {string}
       */
      readonly source: 'manual' | 'directory' | 'recovery';
      /** Format: date-time */
      readonly createdAt: string;
      /** Format: date-time */
      readonly expiresAt?: string;
    };
    readonly GrantedOn: {
      /** @enum {string} */
      readonly kind: 'route' | 'model' | 'dataset';
      readonly id: string;
    };
    readonly IntentEvent: {
      /** @constant */
      readonly v: 1;
      readonly uid: string;
      /** @constant */
      readonly type: 'llm.intent';
      readonly time: string;
      readonly project: string;
      readonly actor: components['schemas']['Actor'];
      readonly data: {
        readonly request: string;
        readonly route: string;
        /** @enum {string} */
        readonly protocol: 'openai' | 'anthropic';
        readonly provider: string;
        readonly model: string;
        readonly upstreamModel: string;
        readonly stream: boolean;
        readonly profile: string;
        readonly strict: boolean;
        readonly subject?: string;
        readonly purpose?: string;
        readonly conversation?: string;
        readonly policies?: readonly string[];
        readonly reserved?: {
          readonly tokens: number;
          readonly nanoDollars: number;
        };
        readonly body: {
          readonly bytes: number;
          readonly commitment: string;
          readonly bodyKey: string;
          readonly blob?: string;
        };
      };
    };
    readonly IssuerSummary: {
      readonly issuer: string;
      readonly audiences: readonly string[];
      readonly algorithms: readonly string[];
      /** @description Keys of it that are held. */
      readonly keys: number;
      /** Format: date-time */
      readonly keysFetchedAt?: string;
      /** @description Why its keys could not be fetched the last time. */
      readonly fault?: string;
    };
    readonly KeyCreated: {
      readonly key: components['schemas']['KeySummary'];
      /** @description The key itself; no other answer ever carries it. */
      readonly secret: string;
    };
    readonly KeySummary: {
      readonly id: string;
      readonly name: string;
      readonly project: string;
      /** @description How its text begins. */
      readonly prefix: string;
      /** @description The user, service or agent it belongs to; absent: it speaks for itself, as a service of its project. */
      readonly owner?: string;
      readonly routes: readonly string[];
      readonly models: readonly string[];
      readonly datasets: readonly string[];
      readonly purposes: readonly string[];
      /** @description In CIDR notation; absent: it may come from anywhere. */
      readonly networks?: readonly string[];
      /** @description The certificate or identity it must come with. */
      readonly certificate?: string;
      /**
       * @description It may be used on the admin API too.
       * @constant
       */
      readonly administration?: true;
      /** Format: date-time */
      readonly createdAt: string;
      /** Format: date-time */
      readonly expiresAt?: string;
      /** Format: date-time */
      readonly revokedAt?: string;
      /**
       * Format: date-time
       * @description Until when the secret before the last rotation is good too.
       */
      readonly overlapUntil?: string;
      /**
       * Format: date-time
       * @description To the minute; absent: never.
       */
      readonly lastUsedAt?: string;
      /**
       * @description It speaks for one person, whom nothing here tells.
       * @constant
       */
      readonly bound?: true;
    };
    readonly LimitSummary: {
      readonly id: string;
      /** @description `key:key_…`, `project:default`; `key:*` for each key by itself. */
      readonly of: string;
      /** @enum {string} */
      readonly metric: 'requests' | 'tokens' | 'money' | 'concurrency';
      /** @description Requests, tokens, billionths of a US dollar, or requests at once. */
      readonly amount: number;
      /**
       * @description Absent for concurrency alone.
       * @enum {string}
       */
      readonly per?: 'second' | 'minute' | 'hour' | 'day' | 'month';
      /** @description How long a request may wait for its turn, in milliseconds; 0: it is refused at once. */
      readonly queueMs: number;
      /** @description Only requests within this project count and are limited; absent: those of all projects. */
      readonly project?: string;
      /** Format: date-time */
      readonly createdAt: string;
    };
    readonly LimitUse: {
      /** @description `key:key_…` */
      readonly of: string;
      readonly used: number;
      /** @description Set aside for requests that have not ended. */
      readonly held: number;
      readonly remaining: number;
      /** @description Requests that wait for their turn. */
      readonly waiting: number;
      /** Format: date-time */
      readonly resetsAt?: string;
    };
    readonly LimitWithUses: {
      readonly id: string;
      /** @description `key:key_…`, `project:default`; `key:*` for each key by itself. */
      readonly of: string;
      /** @enum {string} */
      readonly metric: 'requests' | 'tokens' | 'money' | 'concurrency';
      /** @description Requests, tokens, billionths of a US dollar, or requests at once. */
      readonly amount: number;
      /**
       * @description Absent for concurrency alone.
       * @enum {string}
       */
      readonly per?: 'second' | 'minute' | 'hour' | 'day' | 'month';
      /** @description How long a request may wait for its turn, in milliseconds; 0: it is refused at once. */
      readonly queueMs: number;
      /** @description Only requests within this project count and are limited; absent: those of all projects. */
      readonly project?: string;
      /** Format: date-time */
      readonly createdAt: string;
      readonly uses: readonly components['schemas']['LimitUse'][];
    };
    readonly OpenedBodies: {
      /** @description The request as JSON text. */
      readonly prompt?: string;
      /** @description The answer as JSON text; of a stream the answer that its pieces make. */
      readonly completion?: string;
      /** @description Why a body is not here, in words. */
      readonly missing: readonly string[];
    };
    readonly OutcomeEvent: {
      /** @constant */
      readonly v: 1;
      readonly uid: string;
      /** @constant */
      readonly type: 'llm.outcome';
      readonly time: string;
      readonly project: string;
      readonly actor: components['schemas']['Actor'];
      readonly data: {
        readonly request: string;
        /** @enum {string} */
        readonly status:
          | 'completed'
          | 'blocked'
          | 'upstream-error'
          | 'upstream-timeout'
          | 'client-disconnected'
          | 'not-recorded'
          | 'aborted'
          | 'revoked'
          | 'contained';
        readonly httpStatus?: number;
        readonly upstreamStatus?: number;
        readonly prompt?: {
          /** @enum {string} */
          readonly decision: 'allow' | 'flag' | 'redact' | 'require-approval' | 'block';
          readonly reason: string;
          readonly findings: readonly {
            readonly detector: string;
            readonly rule: string;
            /** @enum {string} */
            readonly threat:
              | 'prompt-injection'
              | 'sensitive-disclosure'
              | 'adversarial-example'
              | 'data-poisoning'
              | 'model-extraction'
              | 'model-inversion'
              | 'supply-chain';
            /** @enum {string} */
            readonly severity: 'info' | 'low' | 'medium' | 'high' | 'critical';
            readonly confidence: number;
            readonly reason: string;
            readonly spans: readonly {
              readonly pointer: string;
              readonly start: number;
              readonly end: number;
            }[];
          }[];
          readonly unavailable: readonly string[];
          readonly timings: readonly {
            readonly detector: string;
            readonly ms: number;
          }[];
        };
        readonly completion?: {
          /** @enum {string} */
          readonly decision: 'allow' | 'flag' | 'redact' | 'require-approval' | 'block';
          readonly reason: string;
          readonly findings: readonly {
            readonly detector: string;
            readonly rule: string;
            /** @enum {string} */
            readonly threat:
              | 'prompt-injection'
              | 'sensitive-disclosure'
              | 'adversarial-example'
              | 'data-poisoning'
              | 'model-extraction'
              | 'model-inversion'
              | 'supply-chain';
            /** @enum {string} */
            readonly severity: 'info' | 'low' | 'medium' | 'high' | 'critical';
            readonly confidence: number;
            readonly reason: string;
            readonly spans: readonly {
              readonly pointer: string;
              readonly start: number;
              readonly end: number;
            }[];
          }[];
          readonly unavailable: readonly string[];
          readonly timings: readonly {
            readonly detector: string;
            readonly ms: number;
          }[];
        };
        readonly body?: {
          readonly bytes: number;
          readonly commitment: string;
          readonly bodyKey: string;
          readonly blob?: string;
        };
        readonly usage?: {
          readonly inputTokens: number;
          readonly outputTokens: number;
          readonly cacheReadTokens?: number;
          readonly cacheWriteTokens?: number;
          readonly cacheWriteHourTokens?: number;
        };
        readonly cost?: {
          readonly nanoDollars: number;
          readonly estimated: boolean;
        };
        readonly estimatedTokens?: number;
        readonly intent: number;
        readonly ms: {
          readonly total: number;
          readonly guard: number;
          readonly ledger: number;
          readonly upstreamFirstByte?: number;
        };
      };
    };
    readonly PersonSummary: {
      readonly id: string;
      /** @description What they sign in with; unique without regard to case. */
      readonly name: string;
      readonly displayName: string;
      /**
       * @description `directory`: they come from an identity provider.
       * @enum {string}
       */
      readonly source: 'local' | 'directory';
      /** Format: date-time */
      readonly createdAt: string;
      /** Format: date-time */
      readonly disabledAt?: string;
      /** @description Whether one-time codes or a passkey are set up. */
      readonly secondFactor: boolean;
      /** Format: date-time */
      readonly lastSignInAt?: string;
      /**
       * Format: date-time
       * @description Too much has failed: until then they wait, from some address at least.
       */
      readonly lockedUntil?: string;
    };
    readonly ProjectSummary: {
      /** @description As routes of the configuration, keys and grants name it. */
      readonly id: string;
      readonly name: string;
      /** Format: date-time */
      readonly createdAt: string;
    };
    /** @description One LLM request with its two records. */
    readonly RequestDetail: {
      readonly row: components['schemas']['RequestRow'];
      readonly intent: components['schemas']['IntentEvent'];
      readonly outcome?: components['schemas']['OutcomeEvent'];
      /** @description The policies that permitted it, as recorded; empty where an older version recorded none. */
      readonly policies: readonly {
        readonly id: string;
        /** @description What the policy of that name says of itself today. */
        readonly reason?: string;
      }[];
    };
    /** @description One LLM request. */
    readonly RequestRow: {
      readonly request: string;
      /** @description When it came, RFC 3339. */
      readonly time: string;
      readonly project: string;
      /** @description The credential it came with: an API key, a token or a certificate. */
      readonly key: string;
      readonly keyName: string;
      /** @description The user, service or agent it speaks for; of a key that is nobody’s the key. */
      readonly who: string;
      readonly route: string;
      /** @enum {string} */
      readonly protocol: 'openai' | 'anthropic';
      readonly provider: string;
      /** @description As the caller named it. */
      readonly model: string;
      readonly stream: boolean;
      /** @enum {string} */
      readonly state:
        | 'open'
        | 'completed'
        | 'blocked'
        | 'upstream-error'
        | 'upstream-timeout'
        | 'client-disconnected'
        | 'not-recorded'
        | 'aborted'
        | 'revoked'
        | 'contained';
      /**
       * @description The stricter of the verdicts on prompt and completion; absent while there is none.
       * @enum {string}
       */
      readonly decision?: 'allow' | 'flag' | 'redact' | 'require-approval' | 'block';
      /** @description `detector/rule` of every finding, each once. */
      readonly rules: readonly string[];
      readonly httpStatus?: number;
      readonly inputTokens?: number;
      readonly outputTokens?: number;
      /** @description What it cost, in billionths of a US dollar. */
      readonly nanoDollars?: number;
      readonly totalMs?: number;
      /** @description Of these, what the detectors took. */
      readonly guardMs?: number;
      /** @description Digest of the conversation that the caller says it belongs to. */
      readonly conversation?: string;
      /** @description Index in the ledger of the record made before anything was sent on. */
      readonly intent: number;
      /** @description Index of the record of how it ended. */
      readonly outcome?: number;
    };
    readonly ServiceSummary: {
      readonly id: string;
      /** @enum {string} */
      readonly type: 'service' | 'agent';
      /** @description Unique in its project without regard to case. */
      readonly name: string;
      readonly project: string;
      /** @description Of an agent: the user it acts for, whose rights bound its own. */
      readonly onBehalfOf?: string;
      /** @description The identity it shows in client certificates. */
      readonly spiffeId?: string;
      /** Format: date-time */
      readonly createdAt: string;
      /** Format: date-time */
      readonly disabledAt?: string;
    };
    readonly TokenRevocation: {
      /** @description `tok_…`: that token; `usr_…`, `svc_…`: every token for it that was issued until then. */
      readonly target: string;
      /** Format: date-time */
      readonly revokedAt: string;
    };
    readonly UserSummary: {
      readonly id: string;
      /** @description What they sign in with; unique without regard to case. */
      readonly name: string;
      readonly displayName: string;
      /**
       * @description `directory`: they come from an identity provider.
       * @enum {string}
       */
      readonly source: 'local' | 'directory';
      /** Format: date-time */
      readonly createdAt: string;
      /** Format: date-time */
      readonly disabledAt?: string;
    };
    /** @description Problem details (RFC 9457): what was refused, why, and what can be done. */
    readonly Problem: {
      /** @description `urn:ringwall:error:` and the code. */
      readonly type: string;
      /** @description The kind of refusal, in words. */
      readonly title: string;
      /** @description The HTTP status. */
      readonly status: number;
      /** @description What was wrong this time. */
      readonly detail: string;
      /** @enum {string} */
      readonly code:
        | 'app/address-in-use'
        | 'app/approval-required'
        | 'app/backup-inside'
        | 'app/backup-invalid'
        | 'app/backup-running'
        | 'app/certificate-unusable'
        | 'app/cross-site'
        | 'app/forbidden'
        | 'app/identity-needed'
        | 'app/interrupted'
        | 'app/key-provider-unknown'
        | 'app/login-invalid'
        | 'app/not-a-demo'
        | 'app/not-confirmed'
        | 'app/not-empty'
        | 'app/not-found'
        | 'app/not-loopback'
        | 'app/not-running'
        | 'app/output-closed'
        | 'app/passphrase-needed'
        | 'app/passphrase-unusable'
        | 'app/passphrase-wrong'
        | 'app/path-missing'
        | 'app/path-unknown'
        | 'app/request-invalid'
        | 'app/restored'
        | 'app/server-refused'
        | 'app/socket-exposed'
        | 'app/source-unreachable'
        | 'app/source-without-ranges'
        | 'app/unauthenticated'
        | 'app/usage'
        | 'app/witness-unreachable'
        | 'core/certificate-invalid'
        | 'core/config-invalid'
        | 'core/crypto-failed'
        | 'core/event-invalid'
        | 'core/identity-invalid'
        | 'core/json-duplicate-key'
        | 'core/json-malformed'
        | 'core/json-not-canonical'
        | 'core/json-too-deep'
        | 'core/json-too-large'
        | 'core/keys-altered'
        | 'core/keys-malformed'
        | 'core/keys-not-for-you'
        | 'core/recipient-invalid'
        | 'core/recipient-last'
        | 'core/recipient-unknown'
        | 'core/sealed-altered'
        | 'core/sealed-key-mismatch'
        | 'core/sealed-malformed'
        | 'core/sealed-misused'
        | 'core/sealed-options-invalid'
        | 'core/sealed-truncated'
        | 'core/unexpected'
        | 'core/utf8-invalid'
        | 'gateway/body-encoding'
        | 'gateway/body-incomplete'
        | 'gateway/body-too-large'
        | 'gateway/budget-exhausted'
        | 'gateway/completion-blocked'
        | 'gateway/disk-low'
        | 'gateway/draining'
        | 'gateway/forbidden'
        | 'gateway/limit-reached'
        | 'gateway/method-not-allowed'
        | 'gateway/not-recorded'
        | 'gateway/path-unknown'
        | 'gateway/price-unknown'
        | 'gateway/prompt-blocked'
        | 'gateway/purpose-invalid'
        | 'gateway/request-not-understood'
        | 'gateway/revoked'
        | 'gateway/route-unknown'
        | 'gateway/subject-invalid'
        | 'gateway/unauthenticated'
        | 'gateway/upstream-not-understood'
        | 'gateway/upstream-refused'
        | 'gateway/upstream-timeout'
        | 'gateway/upstream-unreachable'
        | 'guard/pattern-invalid'
        | 'guard/profile-invalid'
        | 'guard/profile-unknown'
        | 'guard/stream-ended'
        | 'identity/account-elsewhere'
        | 'identity/approval-invalid'
        | 'identity/approval-required'
        | 'identity/approval-unknown'
        | 'identity/authority-exists'
        | 'identity/authority-missing'
        | 'identity/certificate-invalid'
        | 'identity/certificate-unknown'
        | 'identity/code-wrong'
        | 'identity/confirmation-needed'
        | 'identity/grant-beyond'
        | 'identity/grant-invalid'
        | 'identity/grant-unknown'
        | 'identity/key-ended'
        | 'identity/key-invalid'
        | 'identity/key-unknown'
        | 'identity/limit-invalid'
        | 'identity/limit-unknown'
        | 'identity/not-yours'
        | 'identity/passkey-refused'
        | 'identity/password-unfit'
        | 'identity/policy-beyond'
        | 'identity/policy-busy'
        | 'identity/policy-conflict'
        | 'identity/policy-invalid'
        | 'identity/policy-unread'
        | 'identity/policy-version-unknown'
        | 'identity/principal-unknown'
        | 'identity/project-exists'
        | 'identity/project-invalid'
        | 'identity/project-unknown'
        | 'identity/request-unknown'
        | 'identity/reset-needed'
        | 'identity/reset-needs-shell'
        | 'identity/row-damaged'
        | 'identity/second-factor-needed'
        | 'identity/service-exists'
        | 'identity/service-invalid'
        | 'identity/service-unknown'
        | 'identity/sign-in-busy'
        | 'identity/sign-in-failed'
        | 'identity/sign-in-throttled'
        | 'identity/token-invalid'
        | 'identity/too-many-approvals'
        | 'identity/too-many-login-links'
        | 'identity/user-exists'
        | 'identity/user-invalid'
        | 'identity/user-unknown'
        | 'ledger/behind-witness'
        | 'ledger/bodies-locked'
        | 'ledger/body-altered'
        | 'ledger/checkpoint-mismatch'
        | 'ledger/checkpoint-missing'
        | 'ledger/checkpoint-unsigned'
        | 'ledger/closed'
        | 'ledger/damaged'
        | 'ledger/deadline'
        | 'ledger/disk-low'
        | 'ledger/erasures-refused'
        | 'ledger/held'
        | 'ledger/hold-invalid'
        | 'ledger/hold-unknown'
        | 'ledger/key-overlap'
        | 'ledger/keys-exposed'
        | 'ledger/keys-invalid'
        | 'ledger/keys-sealed'
        | 'ledger/not-accessible'
        | 'ledger/not-found'
        | 'ledger/overloaded'
        | 'ledger/projection-stopped'
        | 'ledger/pruned'
        | 'ledger/slice-too-large'
        | 'ledger/subject-unknown'
        | 'ledger/truncated'
        | 'ledger/witness-mismatch'
        | 'ledger/witness-pruned'
        | 'ledger/write-failed'
        | 'store/blob-address'
        | 'store/blob-damaged'
        | 'store/blob-failed'
        | 'store/closed'
        | 'store/conflict'
        | 'store/damaged'
        | 'store/event-late'
        | 'store/in-use'
        | 'store/migration-failed'
        | 'store/not-writable'
        | 'store/query-failed'
        | 'store/schema-newer'
        | 'traffic/request-unknown';
      /** @description What can be done about it. */
      readonly advice: string;
    };
  };
  responses: {
    /** @description Refused. */
    readonly Problem: {
      headers: {
        /** @description Where this takes a second person: the id of the approval that is waited for. */
        readonly 'x-ringwall-approval'?: string;
        readonly [name: string]: unknown;
      };
      content: {
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
  };
  parameters: {
    /** @description The approval that a second person gave to this very request. */
    readonly Approval: string;
    /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
    readonly IdempotencyKey: string;
  };
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
  readonly listApprovals: {
    readonly parameters: {
      readonly query?: {
        /** @description At most so many. */
        readonly limit?: number;
        /** @description `next` of the page before; without it the first page. */
        readonly cursor?: string;
        readonly project?: string;
        /** @description `pending` waits for a second person; `approved` may be used once; `expired` came to nothing in its time. */
        readonly state?: 'pending' | 'approved' | 'refused' | 'withdrawn' | 'used' | 'expired';
      };
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly items: readonly components['schemas']['ApprovalSummary'][];
            /** @description `cursor` of the next page; absent on the last. */
            readonly next?: string;
          };
        };
      };
      readonly default: components['responses']['Problem'];
    };
  };
  readonly approveRequest: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description The approval that a second person gave to this very request. */
        readonly 'x-ringwall-approval'?: components['parameters']['Approval'];
        /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
        readonly 'idempotency-key'?: components['parameters']['IdempotencyKey'];
      };
      readonly path: {
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': {
          readonly reason: string;
        };
      };
    };
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['ApprovalSummary'];
        };
      };
      readonly default: components['responses']['Problem'];
    };
  };
  readonly refuseRequest: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description The approval that a second person gave to this very request. */
        readonly 'x-ringwall-approval'?: components['parameters']['Approval'];
        /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
        readonly 'idempotency-key'?: components['parameters']['IdempotencyKey'];
      };
      readonly path: {
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': {
          readonly reason: string;
        };
      };
    };
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['ApprovalSummary'];
        };
      };
      readonly default: components['responses']['Problem'];
    };
  };
  readonly followRequests: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'text/event-stream': string;
        };
      };
      readonly default: components['responses']['Problem'];
    };
  };
  readonly listGrants: {
    readonly parameters: {
      readonly query?: {
        /** @description At most so many. */
        readonly limit?: number;
        /** @description `next` of the page before; without it the first page. */
        readonly cursor?: string;
        /** @description The user, service or agent they are for. */
        readonly holder?: string;
        readonly project?: string;
      };
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly items: readonly components['schemas']['GrantSummary'][];
            /** @description `cursor` of the next page; absent on the last. */
            readonly next?: string;
          };
        };
      };
      readonly default: components['responses']['Problem'];
    };
  };
  readonly createGrant: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description The approval that a second person gave to this very request. */
        readonly 'x-ringwall-approval'?: components['parameters']['Approval'];
        /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
        readonly 'idempotency-key'?: components['parameters']['IdempotencyKey'];
      };
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': {
          /** @description A user, service or agent. */
          readonly to: string;
          /** @enum {string} */
          readonly role: 'admin' | 'security' | 'engineer' | 'compliance' | 'auditor' | 'service';
          /** @description `*` for every project. */
          readonly project: string;
          /** @description It is for this alone; absent: for all. */
          readonly on?: components['schemas']['GrantedOn'];
          /**
           * Format: date-time
           * @description In the future. An auditor's must end, within 92 days.
           */
          readonly expiresAt?: string;
        };
      };
    };
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['GrantSummary'];
        };
      };
      readonly default: components['responses']['Problem'];
    };
  };
  readonly revokeGrant: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description The approval that a second person gave to this very request. */
        readonly 'x-ringwall-approval'?: components['parameters']['Approval'];
        /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
        readonly 'idempotency-key'?: components['parameters']['IdempotencyKey'];
      };
      readonly path: {
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': Record<string, never>;
        };
      };
      readonly default: components['responses']['Problem'];
    };
  };
  readonly listKeys: {
    readonly parameters: {
      readonly query?: {
        /** @description At most so many. */
        readonly limit?: number;
        /** @description `next` of the page before; without it the first page. */
        readonly cursor?: string;
        readonly project?: string;
      };
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly items: readonly components['schemas']['KeySummary'][];
            /** @description `cursor` of the next page; absent on the last. */
            readonly next?: string;
          };
        };
      };
      readonly default: components['responses']['Problem'];
    };
  };
  readonly createKey: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description The approval that a second person gave to this very request. */
        readonly 'x-ringwall-approval'?: components['parameters']['Approval'];
        /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
        readonly 'idempotency-key'?: components['parameters']['IdempotencyKey'];
      };
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': {
          readonly name: string;
          readonly project?: string;
          readonly owner?: string;
          readonly routes?: readonly string[];
          readonly models?: readonly string[];
          readonly datasets?: readonly string[];
          readonly purposes?: readonly string[];
          readonly networks?: readonly string[];
          readonly certificate?: string;
          readonly administration?: boolean;
          /** Format: date-time */
          readonly expiresAt?: string;
          readonly subject?: string;
        };
      };
    };
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['KeyCreated'];
        };
      };
      readonly default: components['responses']['Problem'];
    };
  };
  readonly revokeKey: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description The approval that a second person gave to this very request. */
        readonly 'x-ringwall-approval'?: components['parameters']['Approval'];
        /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
        readonly 'idempotency-key'?: components['parameters']['IdempotencyKey'];
      };
      readonly path: {
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['KeySummary'];
        };
      };
      readonly default: components['responses']['Problem'];
    };
  };
  readonly rotateKey: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description The approval that a second person gave to this very request. */
        readonly 'x-ringwall-approval'?: components['parameters']['Approval'];
        /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
        readonly 'idempotency-key'?: components['parameters']['IdempotencyKey'];
      };
      readonly path: {
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: {
      readonly content: {
        readonly 'application/json': {
          /**
           * @description How long the text before stays good, in milliseconds; nothing: it ends at once.
           * @default 86400000
           */
          readonly overlapMs?: number;
        };
      };
    };
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['KeyCreated'];
        };
      };
      readonly default: components['responses']['Problem'];
    };
  };
  readonly listLimits: {
    readonly parameters: {
      readonly query?: {
        /** @description At most so many. */
        readonly limit?: number;
        /** @description `next` of the page before; without it the first page. */
        readonly cursor?: string;
        readonly project?: string;
      };
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly items: readonly components['schemas']['LimitWithUses'][];
            /** @description `cursor` of the next page; absent on the last. */
            readonly next?: string;
          };
        };
      };
      readonly default: components['responses']['Problem'];
    };
  };
  readonly setLimit: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description The approval that a second person gave to this very request. */
        readonly 'x-ringwall-approval'?: components['parameters']['Approval'];
        /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
        readonly 'idempotency-key'?: components['parameters']['IdempotencyKey'];
      };
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': {
          readonly of: string;
          /** @enum {string} */
          readonly metric: 'requests' | 'tokens' | 'money' | 'concurrency';
          readonly amount: number;
          /** @enum {string} */
          readonly per?: 'second' | 'minute' | 'hour' | 'day' | 'month';
          /** @default 0 */
          readonly queueMs?: number;
          readonly project?: string;
        };
      };
    };
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['LimitSummary'];
        };
      };
      readonly default: components['responses']['Problem'];
    };
  };
  readonly removeLimit: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description The approval that a second person gave to this very request. */
        readonly 'x-ringwall-approval'?: components['parameters']['Approval'];
        /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
        readonly 'idempotency-key'?: components['parameters']['IdempotencyKey'];
      };
      readonly path: {
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': Record<string, never>;
        };
      };
      readonly default: components['responses']['Problem'];
    };
  };
  readonly getOpenApi: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': unknown;
        };
      };
      readonly default: components['responses']['Problem'];
    };
  };
  readonly listProjects: {
    readonly parameters: {
      readonly query?: {
        /** @description At most so many. */
        readonly limit?: number;
        /** @description `next` of the page before; without it the first page. */
        readonly cursor?: string;
      };
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly items: readonly components['schemas']['ProjectSummary'][];
            /** @description `cursor` of the next page; absent on the last. */
            readonly next?: string;
          };
        };
      };
      readonly default: components['responses']['Problem'];
    };
  };
  readonly createProject: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description The approval that a second person gave to this very request. */
        readonly 'x-ringwall-approval'?: components['parameters']['Approval'];
        /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
        readonly 'idempotency-key'?: components['parameters']['IdempotencyKey'];
      };
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': {
          readonly id: string;
          /** @description For people; default: the id. */
          readonly name?: string;
        };
      };
    };
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['ProjectSummary'];
        };
      };
      readonly default: components['responses']['Problem'];
    };
  };
  readonly listRequests: {
    readonly parameters: {
      readonly query?: {
        readonly project?: string;
        /** @description The verdict. */
        readonly decision?: 'allow' | 'flag' | 'redact' | 'require-approval' | 'block';
        readonly state?:
          | 'open'
          | 'completed'
          | 'blocked'
          | 'upstream-error'
          | 'upstream-timeout'
          | 'client-disconnected'
          | 'not-recorded'
          | 'aborted'
          | 'revoked'
          | 'contained';
        readonly route?: string;
        /** @description Id of a key, a token or a certificate. */
        readonly key?: string;
        /** @description Id of a user, a service or an agent. */
        readonly who?: string;
        readonly protocol?: 'openai' | 'anthropic';
        readonly model?: string;
        /** @description `detector/rule` of a finding. */
        readonly rule?: string;
        /** @description Digest of a conversation, as rows have it. */
        readonly conversation?: string;
        /** @description Found in any case in the request id, the model, the route, the provider, the key or its name. */
        readonly text?: string;
        /** @description Took at least so long. */
        readonly minLatencyMs?: number;
        /** @description Cost at least so many US dollars. */
        readonly minDollars?: number;
        /** @description Began then or later. */
        readonly from?: string;
        /** @description Began before. */
        readonly to?: string;
        /** @description Recorded within so many entries of the ledger: the same rows, however many come after them. */
        readonly size?: number;
        readonly sort?: 'newest' | 'oldest' | 'slowest' | 'costliest';
        /** @description At most so many. */
        readonly limit?: number;
        /** @description `next` of the page before; without it the first page. */
        readonly cursor?: string;
        /** @description Leaves out so many behind the cursor: any page of the list is one request away. */
        readonly skip?: number;
      };
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly items: readonly components['schemas']['RequestRow'][];
            /** @description `cursor` of the next page; absent on the last. */
            readonly next?: string;
          };
        };
      };
      readonly default: components['responses']['Problem'];
    };
  };
  readonly countRequests: {
    readonly parameters: {
      readonly query?: {
        readonly project?: string;
        /** @description The verdict. */
        readonly decision?: 'allow' | 'flag' | 'redact' | 'require-approval' | 'block';
        readonly state?:
          | 'open'
          | 'completed'
          | 'blocked'
          | 'upstream-error'
          | 'upstream-timeout'
          | 'client-disconnected'
          | 'not-recorded'
          | 'aborted'
          | 'revoked'
          | 'contained';
        readonly route?: string;
        /** @description Id of a key, a token or a certificate. */
        readonly key?: string;
        /** @description Id of a user, a service or an agent. */
        readonly who?: string;
        readonly protocol?: 'openai' | 'anthropic';
        readonly model?: string;
        /** @description `detector/rule` of a finding. */
        readonly rule?: string;
        /** @description Digest of a conversation, as rows have it. */
        readonly conversation?: string;
        /** @description Found in any case in the request id, the model, the route, the provider, the key or its name. */
        readonly text?: string;
        /** @description Took at least so long. */
        readonly minLatencyMs?: number;
        /** @description Cost at least so many US dollars. */
        readonly minDollars?: number;
        /** @description Began then or later. */
        readonly from?: string;
        /** @description Began before. */
        readonly to?: string;
        /** @description Recorded within so many entries of the ledger: the same rows, however many come after them. */
        readonly size?: number;
        readonly sort?: 'newest' | 'oldest' | 'slowest' | 'costliest';
      };
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly count: number;
          };
        };
      };
      readonly default: components['responses']['Problem'];
    };
  };
  readonly getRequest: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        readonly request: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['RequestDetail'];
        };
      };
      readonly default: components['responses']['Problem'];
    };
  };
  readonly openRequestBodies: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description The approval that a second person gave to this very request. */
        readonly 'x-ringwall-approval'?: components['parameters']['Approval'];
        /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
        readonly 'idempotency-key'?: components['parameters']['IdempotencyKey'];
      };
      readonly path: {
        readonly request: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': {
          readonly reason: string;
        };
      };
    };
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['OpenedBodies'];
        };
      };
      readonly default: components['responses']['Problem'];
    };
  };
  readonly listServices: {
    readonly parameters: {
      readonly query?: {
        /** @description At most so many. */
        readonly limit?: number;
        /** @description `next` of the page before; without it the first page. */
        readonly cursor?: string;
        readonly project?: string;
      };
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly items: readonly components['schemas']['ServiceSummary'][];
            /** @description `cursor` of the next page; absent on the last. */
            readonly next?: string;
          };
        };
      };
      readonly default: components['responses']['Problem'];
    };
  };
  readonly createService: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description The approval that a second person gave to this very request. */
        readonly 'x-ringwall-approval'?: components['parameters']['Approval'];
        /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
        readonly 'idempotency-key'?: components['parameters']['IdempotencyKey'];
      };
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': {
          readonly name: string;
          /** @description Default: the project `default`. */
          readonly project?: string;
          /** @description Makes it an agent of this user. */
          readonly onBehalfOf?: string;
          readonly spiffeId?: string;
        };
      };
    };
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['ServiceSummary'];
        };
      };
      readonly default: components['responses']['Problem'];
    };
  };
  readonly disableService: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description The approval that a second person gave to this very request. */
        readonly 'x-ringwall-approval'?: components['parameters']['Approval'];
        /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
        readonly 'idempotency-key'?: components['parameters']['IdempotencyKey'];
      };
      readonly path: {
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['ServiceSummary'];
        };
      };
      readonly default: components['responses']['Problem'];
    };
  };
  readonly enableService: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description The approval that a second person gave to this very request. */
        readonly 'x-ringwall-approval'?: components['parameters']['Approval'];
        /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
        readonly 'idempotency-key'?: components['parameters']['IdempotencyKey'];
      };
      readonly path: {
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['ServiceSummary'];
        };
      };
      readonly default: components['responses']['Problem'];
    };
  };
  readonly listTokenIssuers: {
    readonly parameters: {
      readonly query?: {
        /** @description At most so many. */
        readonly limit?: number;
        /** @description `next` of the page before; without it the first page. */
        readonly cursor?: string;
      };
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly items: readonly components['schemas']['IssuerSummary'][];
            /** @description `cursor` of the next page; absent on the last. */
            readonly next?: string;
          };
        };
      };
      readonly default: components['responses']['Problem'];
    };
  };
  readonly listTokenRevocations: {
    readonly parameters: {
      readonly query?: {
        /** @description At most so many. */
        readonly limit?: number;
        /** @description `next` of the page before; without it the first page. */
        readonly cursor?: string;
      };
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly items: readonly components['schemas']['TokenRevocation'][];
            /** @description `cursor` of the next page; absent on the last. */
            readonly next?: string;
          };
        };
      };
      readonly default: components['responses']['Problem'];
    };
  };
  readonly revokeTokens: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description The approval that a second person gave to this very request. */
        readonly 'x-ringwall-approval'?: components['parameters']['Approval'];
        /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
        readonly 'idempotency-key'?: components['parameters']['IdempotencyKey'];
      };
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json':
          | {
              readonly id: string;
            }
          | {
              readonly issuer: string;
              readonly jti: string;
            }
          | {
              readonly issuer: string;
              readonly subject: string;
            };
      };
    };
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['TokenRevocation'];
        };
      };
      readonly default: components['responses']['Problem'];
    };
  };
  readonly listUsers: {
    readonly parameters: {
      readonly query?: {
        /** @description At most so many. */
        readonly limit?: number;
        /** @description `next` of the page before; without it the first page. */
        readonly cursor?: string;
      };
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly items: readonly components['schemas']['PersonSummary'][];
            /** @description `cursor` of the next page; absent on the last. */
            readonly next?: string;
          };
        };
      };
      readonly default: components['responses']['Problem'];
    };
  };
  readonly createUser: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description The approval that a second person gave to this very request. */
        readonly 'x-ringwall-approval'?: components['parameters']['Approval'];
        /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
        readonly 'idempotency-key'?: components['parameters']['IdempotencyKey'];
      };
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': {
          readonly name: string;
          readonly displayName?: string;
        };
      };
    };
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['UserSummary'];
        };
      };
      readonly default: components['responses']['Problem'];
    };
  };
  readonly disableUser: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description The approval that a second person gave to this very request. */
        readonly 'x-ringwall-approval'?: components['parameters']['Approval'];
        /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
        readonly 'idempotency-key'?: components['parameters']['IdempotencyKey'];
      };
      readonly path: {
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['UserSummary'];
        };
      };
      readonly default: components['responses']['Problem'];
    };
  };
  readonly enableUser: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description The approval that a second person gave to this very request. */
        readonly 'x-ringwall-approval'?: components['parameters']['Approval'];
        /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
        readonly 'idempotency-key'?: components['parameters']['IdempotencyKey'];
      };
      readonly path: {
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['UserSummary'];
        };
      };
      readonly default: components['responses']['Problem'];
    };
  };
}
