// Generated from the server's OpenAPI document by `npm run docs`; a test fails when it is stale.

export interface paths {
    readonly "/api/account": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** What one signs in with. */
        readonly get: operations["getAccount"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/account/passkeys": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Adds a passkey; answers recovery codes where there were none. */
        readonly post: operations["addPasskey"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/account/passkeys/options": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** What the browser asks an authenticator for a new passkey. */
        readonly post: operations["beginPasskey"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/account/passkeys/{id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        readonly post?: never;
        /** Removes a passkey. */
        readonly delete: operations["removePasskey"];
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/account/password": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Sets a password; other sessions end. */
        readonly post: operations["setPassword"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/account/recovery-codes": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Makes new recovery codes; the old ones are void. */
        readonly post: operations["makeRecoveryCodes"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/account/sessions": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Lists where one is signed in, newest first. */
        readonly get: operations["listOwnSessions"];
        readonly put?: never;
        readonly post?: never;
        /** Ends all other sessions of one’s own. */
        readonly delete: operations["endOtherSessions"];
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/account/sessions/{id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        readonly post?: never;
        /** Ends one of one’s own sessions. */
        readonly delete: operations["endOwnSession"];
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/account/totp": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Begins to set up one-time codes; nothing is kept until a code is shown. */
        readonly post: operations["beginTotp"];
        /** Removes one-time codes. */
        readonly delete: operations["removeTotp"];
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/account/totp/confirm": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Shows the first code; answers recovery codes where there were none. */
        readonly post: operations["confirmTotp"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/approvals": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Lists requests that take two persons, newest first: those that wait, and what became of others. */
        readonly get: operations["listApprovals"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/approvals/{id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** One request that takes two persons. */
        readonly get: operations["getApproval"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/approvals/{id}/approve": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Approves a request of somebody else, who may then make it once. */
        readonly post: operations["approveRequest"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/approvals/{id}/refuse": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Refuses a request, or withdraws one of one’s own. */
        readonly post: operations["refuseRequest"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/authority": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The embedded certificate authority, with its certificate. */
        readonly get: operations["getAuthority"];
        readonly put?: never;
        /** Makes the embedded certificate authority. */
        readonly post: operations["createAuthority"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/authority/revocation-list": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The certificates that were revoked, signed (RFC 5280, PEM); good for a week. */
        readonly get: operations["getRevocationList"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/backups": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Begins to copy everything there is into a folder on the machine of the server. */
        readonly post: operations["createBackup"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/backups/latest": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** How far the latest backup since the start is. */
        readonly get: operations["getLatestBackup"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/certificates": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Lists the certificates that the authority has issued, newest first, revoked ones too. */
        readonly get: operations["listCertificates"];
        readonly put?: never;
        /** Signs the key of a certificate request, for the names of a server or for a service. */
        readonly post: operations["issueCertificate"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/certificates/{id}/revoke": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Revokes a certificate, effective at once. */
        readonly post: operations["revokeCertificate"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/erasures/supply": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Does the erasures again that a restored ledger lacked, and opens the bodies. */
        readonly post: operations["supplyErasures"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/erasures/waive": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Opens the bodies of a restored ledger without the erasures it may lack. */
        readonly post: operations["waiveErasures"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/events": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Requests as they open and close, and the head of the ledger. An id is an index of the ledger: sent back as Last-Event-ID nothing is missed. */
        readonly get: operations["followRequests"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/first-steps": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** How far somebody new has come, by what is on record. */
        readonly get: operations["getFirstSteps"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/grants": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Lists who holds which role where, oldest first; revoked ones are not among them. */
        readonly get: operations["listGrants"];
        readonly put?: never;
        /** Grants a role, no more than the caller holds. */
        readonly post: operations["createGrant"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/grants/{id}": {
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
        readonly delete: operations["revokeGrant"];
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/holds": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Legal holds, newest first. */
        readonly get: operations["listHolds"];
        readonly put?: never;
        /** Places a legal hold: what it covers is neither erased nor cut back. */
        readonly post: operations["placeHold"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/holds/{hold}/release": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Releases a legal hold. */
        readonly post: operations["releaseHold"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/kek/rotate": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Replaces the key that wraps the body keys, and destroys the old one. */
        readonly post: operations["rotateEncryptionKey"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/keys": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Lists the API keys, oldest first, revoked ones too; the keys themselves are shown nowhere. */
        readonly get: operations["listKeys"];
        readonly put?: never;
        /** Makes an API key; this answer is the only one that ever carries it. */
        readonly post: operations["createKey"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/keys/{id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** One API key, without the key itself. */
        readonly get: operations["getKey"];
        readonly put?: never;
        readonly post?: never;
        /** Revokes an API key, effective at once. */
        readonly delete: operations["revokeKey"];
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/keys/{id}/rotate": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Gives an API key another text, shown in this answer alone; the one before stays good a while. */
        readonly post: operations["rotateKey"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/ledger/checkpoint": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The latest signed checkpoint, as a note. */
        readonly get: operations["getLedgerCheckpoint"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/ledger/consistency": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The proof that the tree of one checkpoint extends that of an earlier size. */
        readonly get: operations["proveLedgerConsistency"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/ledger/entries": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Lists entries of the ledger, newest first. */
        readonly get: operations["listLedgerEntries"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/ledger/entries/{index}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** One entry of the ledger. */
        readonly get: operations["getLedgerEntry"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/ledger/events": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Entries as they are recorded, as server-sent events: those from `from` on, then those to come. An `entry` has its index as id, to be sent back as Last-Event-ID; below the index that a `position` names nothing else passes. */
        readonly get: operations["followLedger"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/ledger/export": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** An excerpt of the ledger that can be checked alone, as a file; that it was made is recorded. */
        readonly post: operations["exportLedger"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/ledger/key/changes": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** How each key of the log follows from the one before it, oldest first, with proofs. */
        readonly get: operations["listLedgerKeyChanges"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/ledger/key/retire": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Destroys the older of two keys that sign the log. */
        readonly post: operations["retireLedgerKey"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/ledger/key/rotate": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Makes a new key for the log; both keys sign until the overlap is over. */
        readonly post: operations["rotateLedgerKey"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/ledger/proof/{index}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The proof that an entry is in the tree a checkpoint was signed over. */
        readonly get: operations["proveLedgerEntry"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/ledger/witness": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** How far witnesses have cosigned the ledger, and the newest checkpoint with their cosignatures. */
        readonly get: operations["getLedgerWitnesses"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/limits": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Lists the limits, oldest first, and of each who has used most of it. */
        readonly get: operations["listLimits"];
        readonly put?: never;
        /** Sets a limit, or changes the one of the same subject, metric, period and project. */
        readonly post: operations["setLimit"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/limits/{id}": {
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
        readonly delete: operations["removeLimit"];
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/login-links": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Makes a token that signs in to the console once. */
        readonly post: operations["createLoginLink"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/openapi.json": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** This API, described by OpenAPI 3.1. */
        readonly get: operations["getOpenApi"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/overview": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Requests, tokens and cost over a time window, who and what is most in it, and the totals before. */
        readonly get: operations["getOverview"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/policies": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The policies in force, those that ship with the product too. */
        readonly get: operations["getPolicies"];
        readonly put?: never;
        /** Puts this text in the place of the own policies, if it fits the schema; only administrators change what permits. */
        readonly post: operations["applyPolicies"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/policies/check": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Says what is wrong with a text of policies, by line and column. */
        readonly post: operations["checkPolicies"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/policies/decisions/{request}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Says what was decided about a request on record, and what would be now. */
        readonly get: operations["explainRequest"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/policies/test": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Asks cases with the answers they must get, of the policies in force or of these. */
        readonly post: operations["testPolicies"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/policies/versions": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Lists who has applied which set of own policies, newest first. */
        readonly get: operations["listPolicyVersions"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/policies/versions/{version}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** An earlier text of the own policies. */
        readonly get: operations["getPolicyVersion"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/policies/why": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Says which policies would decide about a question. */
        readonly post: operations["explainQuestion"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/posture": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** What stands against each threat on which routes, and what came of it in a time window. */
        readonly get: operations["getPosture"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/projects": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Lists the projects that the caller may see, by id. */
        readonly get: operations["listProjects"];
        readonly put?: never;
        /** Makes a project; those that routes of the configuration name are made at the start. */
        readonly post: operations["createProject"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/requests": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** LLM requests, newest first unless told otherwise. */
        readonly get: operations["listRequests"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/requests/count": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** How many requests a list of them has. */
        readonly get: operations["countRequests"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/requests/export": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** What is recorded of requests, as CSV or JSON Lines, without bodies: those of a list at this moment. That it was made is recorded. */
        readonly get: operations["exportRequests"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/requests/{request}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** One request with its two records. */
        readonly get: operations["getRequest"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/requests/{request}/open": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Opens the kept bodies of a request. Who did and why is recorded first. */
        readonly post: operations["openRequestBodies"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/retention": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** How long each class of data is kept, and what the last runs removed. */
        readonly get: operations["getRetention"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/retention/apply": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Removes what is older than its class is kept for, but for what a legal hold keeps. */
        readonly post: operations["applyRetention"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/roles": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** What each role permits, by the policies that ship with the product; own ones may narrow or widen it. */
        readonly get: operations["getRoles"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/routes": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The routes for AI traffic, and which are out of service. */
        readonly get: operations["listRoutes"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/routes/{name}/contain": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Takes a route out of service for a time: from the next request, and for answers under way. */
        readonly post: operations["containRoute"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/routes/{name}/release": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Puts a route in service again; one that is stays so. */
        readonly post: operations["releaseRoute"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/services": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Lists the services and agents, oldest first, disabled ones too. */
        readonly get: operations["listServices"];
        readonly put?: never;
        /** Makes a service, or an agent that acts for one user. */
        readonly post: operations["createService"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/services/{id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** One service or agent. */
        readonly get: operations["getService"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/services/{id}/disable": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Refuses a service or an agent from now on. */
        readonly post: operations["disableService"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/services/{id}/enable": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Lets a disabled service or agent in again. */
        readonly post: operations["enableService"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/session": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Who is signed in, or calls by a key, a token, a certificate or from the shell. */
        readonly get: operations["getSession"];
        readonly put?: never;
        /** Trades the token of a login link for a session, whose cookie comes with the answer. */
        readonly post: operations["beginSession"];
        /** Signs out. */
        readonly delete: operations["signOut"];
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/sessions": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Lists who is signed in to the console, newest first. */
        readonly get: operations["listSessions"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/sessions/{id}": {
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
        readonly delete: operations["endSession"];
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/sign-in/methods": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** How one can sign in here. */
        readonly get: operations["getSignInMethods"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/sign-in/oidc/callback": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Comes back from the identity provider, signed in. Only where one is configured. */
        readonly get: operations["endProviderSignIn"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/sign-in/oidc/start": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Leads to the identity provider, to sign in there. Only where one is configured. */
        readonly get: operations["beginProviderSignIn"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/sign-in/passkey": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Signs in with a passkey, after the password or alone. */
        readonly post: operations["signInWithPasskey"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/sign-in/passkey/options": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** What the browser asks an authenticator: for any passkey, or for those of a ticket. */
        readonly post: operations["beginPasskeySignIn"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/sign-in/password": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Signs in with name and password; answers a session, or which second factors are asked for. */
        readonly post: operations["signInWithPassword"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/sign-in/totp": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Shows a one-time code, or a recovery code, after the password. */
        readonly post: operations["signInWithCode"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/status": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** What runs here, how it stands, and what is wrong. */
        readonly get: operations["getStatus"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/subjects/erase": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Destroys the keys of all that is kept about a person; recorded, and refused under a legal hold. */
        readonly post: operations["eraseSubject"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/subjects/find": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** What is kept about a person; the name travels in the body, which nobody logs. */
        readonly post: operations["findSubject"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/tokens/issuers": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Lists whose bearer tokens are believed, in the order of the configuration. */
        readonly get: operations["listTokenIssuers"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/tokens/revocations": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Lists which bearer tokens were revoked, newest first. */
        readonly get: operations["listTokenRevocations"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/tokens/revoke": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Revokes one bearer token, or all that were issued until now for a user or service. */
        readonly post: operations["revokeTokens"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/usage": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Requests, tokens and money used in the day or month so far, by key, caller, project, route or model. */
        readonly get: operations["getUsage"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/users": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Lists the people, oldest first, disabled ones too. */
        readonly get: operations["listUsers"];
        readonly put?: never;
        /** Makes a user, who may do nothing until they are granted a role. */
        readonly post: operations["createUser"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/users/{id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** One person, by id or by the name they sign in with. */
        readonly get: operations["getUser"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/users/{id}/disable": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Refuses a user, their keys and their agents from now on. */
        readonly post: operations["disableUser"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/users/{id}/enable": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Lets a disabled user in again. */
        readonly post: operations["enableUser"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/users/{id}/invite": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Makes a token that signs a user in once; `reset` takes away what they signed in with before. */
        readonly post: operations["inviteUser"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/users/{id}/unlock": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Forgets how often somebody failed to sign in as this user. */
        readonly post: operations["unlockUser"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/healthz": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Whether the process lives. */
        readonly get: operations["getHealth"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/ledger/checkpoint": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The latest signed checkpoint, as C2SP tlog-tiles serves it. */
        readonly get: operations["getTlogCheckpoint"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/ledger/tile/{rest}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Tiles and entry bundles of the log (C2SP tlog-tiles). */
        readonly get: operations["getTlogTile"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/readyz": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Whether a request that comes now can be recorded. */
        readonly get: operations["getReadiness"];
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
        readonly AccessDeniedEvent: {
            /** @constant */
            readonly v: 1;
            /** @description Given by the producer, so that a retry is recorded once. */
            readonly uid: string;
            /** @constant */
            readonly type: "access.denied";
            /** @description RFC 3339 in UTC with milliseconds. */
            readonly time: string;
            readonly project: string;
            readonly actor: components["schemas"]["Actor"];
            readonly data: {
                readonly action: string;
                readonly resource: string;
                readonly reason: string;
                readonly policies?: readonly string[];
                readonly request?: string;
                readonly model?: string;
                readonly purpose?: string;
                readonly suppressed: number;
            };
        };
        readonly Account: {
            readonly user: components["schemas"]["UserSummary"];
            readonly session: string;
            readonly password?: {
                /** Format: date-time */
                readonly setAt: string;
            };
            readonly totp?: {
                /** Format: date-time */
                readonly addedAt: string;
            };
            readonly passkeys: readonly {
                readonly id: string;
                readonly name: string;
                /** @description The host name it is good for. */
                readonly host: string;
                /** Format: date-time */
                readonly addedAt: string;
                /** Format: date-time */
                readonly lastUsedAt?: string;
            }[];
            /** @description How many are left. */
            readonly recoveryCodes: number;
            /** @description Whether the roles of the user ask for a second factor. */
            readonly secondFactorRequired: boolean;
            /** @description Whether nothing else is allowed until one is set up. */
            readonly secondFactorMissing: boolean;
            /** @description Whether what one signs in with can be changed now, or one has to sign in again before. */
            readonly fresh: boolean;
            /** @description Whether passkeys can be made at the address that the console is open at. */
            readonly passkeysPossible: boolean;
        };
        readonly Actor: {
            /** @enum {string} */
            readonly kind: "key" | "token" | "certificate" | "session" | "shell" | "server" | "anonymous";
            readonly id: string;
            /** @description The user, service or agent that the credential speaks for, where it is not the credential itself. */
            readonly who?: string;
        };
        readonly ApprovalDecidedEvent: {
            /** @constant */
            readonly v: 1;
            /** @description Given by the producer, so that a retry is recorded once. */
            readonly uid: string;
            /** @constant */
            readonly type: "approval.decided";
            /** @description RFC 3339 in UTC with milliseconds. */
            readonly time: string;
            readonly project: string;
            readonly actor: components["schemas"]["Actor"];
            readonly data: {
                readonly approval: string;
                /** @enum {string} */
                readonly decision: "approved" | "refused" | "withdrawn";
                readonly reason: string;
            };
        };
        readonly ApprovalRequestedEvent: {
            /** @constant */
            readonly v: 1;
            /** @description Given by the producer, so that a retry is recorded once. */
            readonly uid: string;
            /** @constant */
            readonly type: "approval.requested";
            /** @description RFC 3339 in UTC with milliseconds. */
            readonly time: string;
            readonly project: string;
            readonly actor: components["schemas"]["Actor"];
            readonly data: {
                readonly approval: string;
                readonly action: string;
                readonly resource: string;
                readonly digest: string;
                readonly reason: string;
                readonly expiresAt: string;
            };
        };
        readonly ApprovalSummary: {
            readonly id: string;
            /**
             * @description `pending` waits for a second person; `approved` may be used once; `expired` came to nothing in its time.
             * @enum {string}
             */
            readonly state: "pending" | "approved" | "refused" | "withdrawn" | "used" | "expired";
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
            readonly requestedBy: components["schemas"]["Actor"];
            /** Format: date-time */
            readonly requestedAt: string;
            /** Format: date-time */
            readonly expiresAt: string;
            readonly decidedBy?: components["schemas"]["Actor"];
            /** Format: date-time */
            readonly decidedAt?: string;
            readonly decisionReason?: string;
        };
        readonly ApprovalUsedEvent: {
            /** @constant */
            readonly v: 1;
            /** @description Given by the producer, so that a retry is recorded once. */
            readonly uid: string;
            /** @constant */
            readonly type: "approval.used";
            /** @description RFC 3339 in UTC with milliseconds. */
            readonly time: string;
            readonly project: string;
            readonly actor: components["schemas"]["Actor"];
            readonly data: {
                readonly approval: string;
            };
        };
        readonly AuthoritySummary: {
            /** @description SHA-256 of its certificate, hexadecimal. */
            readonly fingerprint: string;
            readonly trustDomain: string;
            /** @description What its certificates may be good for, beside SPIFFE identities of the trust domain. */
            readonly permitted: {
                /** @description Host names; each stands for those below it too. */
                readonly dns: readonly string[];
                /** @description Networks in CIDR form. */
                readonly networks: readonly string[];
            };
            /** Format: date-time */
            readonly createdAt: string;
            /** Format: date-time */
            readonly notAfter: string;
            /** @description PEM: to be trusted by whoever speaks to the server. */
            readonly certificate: string;
        };
        readonly BackupCreatedEvent: {
            /** @constant */
            readonly v: 1;
            /** @description Given by the producer, so that a retry is recorded once. */
            readonly uid: string;
            /** @constant */
            readonly type: "backup.created";
            /** @description RFC 3339 in UTC with milliseconds. */
            readonly time: string;
            readonly project: string;
            readonly actor: components["schemas"]["Actor"];
            readonly data: {
                readonly backup: string;
                readonly size: number;
                readonly root: string;
                readonly files: number;
                readonly bytes: number;
                readonly withKeys: boolean;
                readonly manifest: string;
            };
        };
        readonly BackupHeader: {
            /** @constant */
            readonly format: "ringwall/backup/1";
            readonly backup: string;
            /** Format: date-time */
            readonly createdAt: string;
            readonly version: string;
            readonly ledger: {
                readonly origin: string;
                readonly verifierKey: string;
                readonly size: number;
                readonly root: string;
            };
            readonly withKeys: boolean;
            readonly files: number;
            readonly bytes: number;
            readonly list: string;
        };
        readonly BackupState: {
            /** @enum {string} */
            readonly state: "running" | "done" | "failed";
            readonly startedAt: string;
            readonly doneBytes: number;
            /** @description Of one that is done: what the backup says of itself. */
            readonly header?: components["schemas"]["BackupHeader"];
            /** @description Of one that failed. */
            readonly reason?: string;
        };
        readonly BegunSession: {
            readonly principal: components["schemas"]["Principal"];
            /** Format: date-time */
            readonly expiresAt: string;
        };
        readonly BodyLock: {
            /** @description Ledger index of the `ledger.restored`; where a database was put back, the size of the log when that was found. */
            readonly entry: number;
            /** @description When the ledger was restored; absent where a database was put back. */
            readonly lockedAt?: string;
            /** @description Verifier key of the log that has the erasures which may be missing here. */
            readonly log: string;
            /** @description Entries it was restored with: erasures may be missing from here on. */
            readonly size: number;
            /** @description Entries a witness had seen: up to here at least. */
            readonly witnessedSize?: number;
        };
        readonly BodyOpenedEvent: {
            /** @constant */
            readonly v: 1;
            /** @description Given by the producer, so that a retry is recorded once. */
            readonly uid: string;
            /** @constant */
            readonly type: "body.opened";
            /** @description RFC 3339 in UTC with milliseconds. */
            readonly time: string;
            readonly project: string;
            readonly actor: components["schemas"]["Actor"];
            readonly data: {
                readonly request: string;
                readonly reason: string;
                readonly blobs: readonly string[];
            };
        };
        readonly CaCreatedEvent: {
            /** @constant */
            readonly v: 1;
            /** @description Given by the producer, so that a retry is recorded once. */
            readonly uid: string;
            /** @constant */
            readonly type: "ca.created";
            /** @description RFC 3339 in UTC with milliseconds. */
            readonly time: string;
            readonly project: string;
            readonly actor: components["schemas"]["Actor"];
            readonly data: {
                readonly fingerprint: string;
                readonly notAfter: string;
            };
        };
        readonly CertificateIssuedEvent: {
            /** @constant */
            readonly v: 1;
            /** @description Given by the producer, so that a retry is recorded once. */
            readonly uid: string;
            /** @constant */
            readonly type: "certificate.issued";
            /** @description RFC 3339 in UTC with milliseconds. */
            readonly time: string;
            readonly project: string;
            readonly actor: components["schemas"]["Actor"];
            readonly data: {
                readonly serial: string;
                readonly fingerprint: string;
                /** @enum {string} */
                readonly purpose: "server" | "client";
                readonly names: readonly string[];
                readonly notAfter: string;
            };
        };
        readonly CertificateLoadedEvent: {
            /** @constant */
            readonly v: 1;
            /** @description Given by the producer, so that a retry is recorded once. */
            readonly uid: string;
            /** @constant */
            readonly type: "certificate.loaded";
            /** @description RFC 3339 in UTC with milliseconds. */
            readonly time: string;
            readonly project: string;
            readonly actor: components["schemas"]["Actor"];
            readonly data: {
                readonly listener: string;
                readonly fingerprint: string;
                readonly notAfter: string;
            };
        };
        readonly CertificateRevokedEvent: {
            /** @constant */
            readonly v: 1;
            /** @description Given by the producer, so that a retry is recorded once. */
            readonly uid: string;
            /** @constant */
            readonly type: "certificate.revoked";
            /** @description RFC 3339 in UTC with milliseconds. */
            readonly time: string;
            readonly project: string;
            readonly actor: components["schemas"]["Actor"];
            readonly data: {
                readonly serial: string;
                readonly reason: string;
            };
        };
        readonly CertificateSummary: {
            readonly id: string;
            /** @description Hexadecimal, in lower case. */
            readonly serial: string;
            /** @description SHA-256 over its DER form, hexadecimal in lower case. */
            readonly fingerprint: string;
            /** @enum {string} */
            readonly purpose: "server" | "client";
            /** @description Host names, addresses, and SPIFFE identities. */
            readonly names: readonly string[];
            /** Format: date-time */
            readonly issuedAt: string;
            /** Format: date-time */
            readonly notAfter: string;
            /** Format: date-time */
            readonly revokedAt?: string;
            readonly reason?: string;
        };
        readonly ConfiguredRoute: {
            readonly name: string;
            /** @enum {string} */
            readonly protocol: "openai" | "anthropic";
            readonly provider: string;
            readonly models: readonly string[];
            readonly profile: string;
            readonly strict: boolean;
            readonly keepBodies: boolean;
            readonly demo: boolean;
        };
        /** @description That a route is out of service for a time. */
        readonly Containment: {
            readonly since: string;
            /** @description It ends then by itself, RFC 3339. */
            readonly until: string;
            readonly reason: string;
            readonly by: {
                readonly kind: string;
                readonly id: string;
                readonly who?: string;
            };
        };
        readonly CredentialNoticedEvent: {
            /** @constant */
            readonly v: 1;
            /** @description Given by the producer, so that a retry is recorded once. */
            readonly uid: string;
            /** @constant */
            readonly type: "credential.noticed";
            /** @description RFC 3339 in UTC with milliseconds. */
            readonly time: string;
            readonly project: string;
            readonly actor: components["schemas"]["Actor"];
            readonly data: {
                readonly credential: string;
                /** @enum {string} */
                readonly pattern: "first-use" | "new-address" | "after-rest" | "older-secret" | "refused-address" | "refused-certificate";
                readonly address?: string;
                readonly suppressed?: number;
            };
        };
        readonly DecidingPolicy: {
            readonly id: string;
            /** @enum {string} */
            readonly effect: "permit" | "forbid";
            readonly reason?: string;
            readonly text: string;
        };
        readonly DemoDeclaredEvent: {
            /** @constant */
            readonly v: 1;
            /** @description Given by the producer, so that a retry is recorded once. */
            readonly uid: string;
            /** @constant */
            readonly type: "demo.declared";
            /** @description RFC 3339 in UTC with milliseconds. */
            readonly time: string;
            readonly project: string;
            readonly actor: components["schemas"]["Actor"];
            readonly data: {
                readonly seed: number;
                readonly hours: number;
            };
        };
        readonly DiskState: {
            /** @description New requests are not recorded, and refused on strict routes. */
            readonly low: boolean;
            /** @description Milliseconds since the epoch. */
            readonly lowSince?: number;
            /** @description At the last look; absent where the file system does not tell. */
            readonly freeBytes?: number;
            readonly minFreeBytes: number;
            readonly reserveBytes: number;
            /** @enum {string} */
            readonly reserve: "off" | "missing" | "held" | "given-up";
        };
        readonly EncryptionKeyRotated: {
            /** @description The version that wraps every body key now. */
            readonly version: number;
            /** @description The versions that are gone. */
            readonly destroyed: readonly number[];
            /** @description Body keys under the new version: all there are. */
            readonly bodyKeys: number;
        };
        readonly EntryToken: {
            /** @description Goes behind `#login=` in the address of the console. */
            readonly token: string;
            /** Format: date-time */
            readonly expiresAt: string;
        };
        readonly Erased: {
            readonly subjects: readonly string[];
            readonly project: string;
            /** @description Keys that are destroyed. */
            readonly bodyKeys: number;
            /** @description API keys that were bound to the person and are revoked. */
            readonly keys: readonly string[];
            /** @description Ledger indexes of the events. */
            readonly entries: readonly number[];
        };
        readonly ErasuresSupplied: {
            readonly from: number;
            readonly to: number;
            /** @description Erasures that were done again. */
            readonly subjects: number;
            /** @description Legal holds of that time, which are not placed again by themselves. */
            readonly holds: readonly string[];
        };
        readonly ErasuresSuppliedEvent: {
            /** @constant */
            readonly v: 1;
            /** @description Given by the producer, so that a retry is recorded once. */
            readonly uid: string;
            /** @constant */
            readonly type: "erasures.supplied";
            /** @description RFC 3339 in UTC with milliseconds. */
            readonly time: string;
            readonly project: string;
            readonly actor: components["schemas"]["Actor"];
            readonly data: {
                readonly origin: string;
                readonly from: number;
                readonly to: number;
                readonly digest: string;
                readonly subjects: number;
            };
        };
        readonly ErasuresWaivedEvent: {
            /** @constant */
            readonly v: 1;
            /** @description Given by the producer, so that a retry is recorded once. */
            readonly uid: string;
            /** @constant */
            readonly type: "erasures.waived";
            /** @description RFC 3339 in UTC with milliseconds. */
            readonly time: string;
            readonly project: string;
            readonly actor: components["schemas"]["Actor"];
            readonly data: {
                readonly reason: string;
            };
        };
        readonly Event: components["schemas"]["ServerStartedEvent"] | components["schemas"]["ServerStoppedEvent"] | components["schemas"]["DemoDeclaredEvent"] | components["schemas"]["KeyCreatedEvent"] | components["schemas"]["KeyRevokedEvent"] | components["schemas"]["KeyRotatedEvent"] | components["schemas"]["CredentialNoticedEvent"] | components["schemas"]["TokenRevokedEvent"] | components["schemas"]["ProjectCreatedEvent"] | components["schemas"]["UserCreatedEvent"] | components["schemas"]["UserChangedEvent"] | components["schemas"]["ServiceCreatedEvent"] | components["schemas"]["ServiceChangedEvent"] | components["schemas"]["GrantCreatedEvent"] | components["schemas"]["GrantRevokedEvent"] | components["schemas"]["LoginFailedEvent"] | components["schemas"]["LoginLockedEvent"] | components["schemas"]["PolicyChangedEvent"] | components["schemas"]["LimitSetEvent"] | components["schemas"]["LimitRemovedEvent"] | components["schemas"]["LimitReachedEvent"] | components["schemas"]["ApprovalRequestedEvent"] | components["schemas"]["ApprovalDecidedEvent"] | components["schemas"]["ApprovalUsedEvent"] | components["schemas"]["CaCreatedEvent"] | components["schemas"]["CertificateIssuedEvent"] | components["schemas"]["CertificateRevokedEvent"] | components["schemas"]["CertificateLoadedEvent"] | components["schemas"]["TransportExceptionsChangedEvent"] | components["schemas"]["KekRotatedEvent"] | components["schemas"]["LedgerKeyRotatedEvent"] | components["schemas"]["LedgerKeyRetiredEvent"] | components["schemas"]["LedgerRestoredEvent"] | components["schemas"]["BackupCreatedEvent"] | components["schemas"]["LedgerExportedEvent"] | components["schemas"]["SessionCreatedEvent"] | components["schemas"]["SessionEndedEvent"] | components["schemas"]["LoginLinkCreatedEvent"] | components["schemas"]["AccessDeniedEvent"] | components["schemas"]["BodyOpenedEvent"] | components["schemas"]["RecordPolicyChangedEvent"] | components["schemas"]["LedgerGapEvent"] | components["schemas"]["RouteContainedEvent"] | components["schemas"]["RouteReleasedEvent"] | components["schemas"]["TrafficExportedEvent"] | components["schemas"]["SubjectErasedEvent"] | components["schemas"]["SubjectErasureRefusedEvent"] | components["schemas"]["HoldPlacedEvent"] | components["schemas"]["HoldReleasedEvent"] | components["schemas"]["RetentionAppliedEvent"] | components["schemas"]["LedgerPrunedEvent"] | components["schemas"]["ErasuresSuppliedEvent"] | components["schemas"]["ErasuresWaivedEvent"] | components["schemas"]["WitnessRefusedEvent"] | components["schemas"]["LlmIntentEvent"] | components["schemas"]["LlmOutcomeEvent"];
        readonly ExplainedGrant: {
            /** @description Who holds it: for an agent also the user it acts for. */
            readonly holder: string;
            /** @enum {string} */
            readonly role: "admin" | "security" | "engineer" | "compliance" | "auditor" | "service";
            readonly project: string;
            readonly on?: components["schemas"]["GrantedOn"];
            /** Format: date-time */
            readonly expiresAt?: string;
        };
        readonly Explanation: {
            readonly allow: boolean;
            /** @description One sentence: of the policy that decides, or that none permits it. */
            readonly reason: string;
            /** @description The policies that decide, those that ship with the product first. */
            readonly policies: readonly components["schemas"]["DecidingPolicy"][];
            /** @description What they hold that counts for this. */
            readonly grants: readonly components["schemas"]["ExplainedGrant"][];
        };
        readonly FactorAdded: {
            /** @description Where there were none: to be written down now, they are not shown again. */
            readonly recoveryCodes?: readonly string[];
        };
        readonly FirstSteps: {
            /** @description A request that has ended. */
            readonly sent?: {
                readonly request: string;
                /** Format: date-time */
                readonly time: string;
                readonly route: string;
                /** @description Index in the ledger of the record of how it ended. */
                readonly outcome?: number;
            };
            /** @description A request that was blocked. */
            readonly stopped?: {
                readonly request: string;
                /** Format: date-time */
                readonly time: string;
                readonly route: string;
                /** @description Index in the ledger of the record of how it ended. */
                readonly outcome?: number;
            };
            /** @description A request that an upstream of one’s own has answered. */
            readonly answered?: {
                readonly request: string;
                /** Format: date-time */
                readonly time: string;
                readonly route: string;
                /** @description Index in the ledger of the record of how it ended. */
                readonly outcome?: number;
            };
        };
        readonly GapSummary: {
            readonly route: string;
            readonly since: string;
            /** @description Code of the error that began it. */
            readonly cause: string;
            /** @description Answered while a record of theirs was not durable. */
            readonly requests: number;
            /** @description Of these a record waits in memory. */
            readonly waiting: number;
            /** @description Of these a record is missing for good. */
            readonly lost: number;
            readonly bodiesNotKept: number;
        };
        readonly GrantCreatedEvent: {
            /** @constant */
            readonly v: 1;
            /** @description Given by the producer, so that a retry is recorded once. */
            readonly uid: string;
            /** @constant */
            readonly type: "grant.created";
            /** @description RFC 3339 in UTC with milliseconds. */
            readonly time: string;
            readonly project: string;
            readonly actor: components["schemas"]["Actor"];
            readonly data: {
                readonly grant: string;
                readonly to: string;
                /** @enum {string} */
                readonly role: "admin" | "security" | "engineer" | "compliance" | "auditor" | "service";
                readonly in: string;
                readonly on?: {
                    /** @enum {string} */
                    readonly kind: "route" | "model" | "dataset";
                    readonly id: string;
                };
                readonly expiresAt?: string;
                /** @enum {string} */
                readonly source: "manual" | "directory" | "recovery";
            };
        };
        readonly GrantRevokedEvent: {
            /** @constant */
            readonly v: 1;
            /** @description Given by the producer, so that a retry is recorded once. */
            readonly uid: string;
            /** @constant */
            readonly type: "grant.revoked";
            /** @description RFC 3339 in UTC with milliseconds. */
            readonly time: string;
            readonly project: string;
            readonly actor: components["schemas"]["Actor"];
            readonly data: {
                readonly grant: string;
                readonly to: string;
                /** @enum {string} */
                readonly source: "manual" | "directory" | "recovery";
            };
        };
        readonly GrantSummary: {
            readonly id: string;
            /** @description A user, service or agent. */
            readonly to: string;
            /** @enum {string} */
            readonly role: "admin" | "security" | "engineer" | "compliance" | "auditor" | "service";
            /** @description `*` for every project. */
            readonly project: string;
            readonly on?: components["schemas"]["GrantedOn"];
            /**
             * @description A person gave it, groups of an identity provider did, or the shell of the machine.
             * @enum {string}
             */
            readonly source: "manual" | "directory" | "recovery";
            /** Format: date-time */
            readonly createdAt: string;
            /** Format: date-time */
            readonly expiresAt?: string;
        };
        readonly GrantedOn: {
            /** @enum {string} */
            readonly kind: "route" | "model" | "dataset";
            readonly id: string;
        };
        readonly HoldPlacedEvent: {
            /** @constant */
            readonly v: 1;
            /** @description Given by the producer, so that a retry is recorded once. */
            readonly uid: string;
            /** @constant */
            readonly type: "hold.placed";
            /** @description RFC 3339 in UTC with milliseconds. */
            readonly time: string;
            readonly project: string;
            readonly actor: components["schemas"]["Actor"];
            readonly data: {
                readonly hold: string;
                readonly scope: components["schemas"]["HoldScope"];
                readonly reason: string;
            };
        };
        readonly HoldReleasedEvent: {
            /** @constant */
            readonly v: 1;
            /** @description Given by the producer, so that a retry is recorded once. */
            readonly uid: string;
            /** @constant */
            readonly type: "hold.released";
            /** @description RFC 3339 in UTC with milliseconds. */
            readonly time: string;
            readonly project: string;
            readonly actor: components["schemas"]["Actor"];
            readonly data: {
                readonly hold: string;
                readonly reason: string;
            };
        };
        readonly HoldScope: {
            readonly project?: string;
            readonly subjects?: readonly string[];
            readonly from?: string;
            readonly to?: string;
            readonly request?: {
                readonly id: string;
                readonly entries: readonly number[];
                readonly bodyKeys: readonly string[];
            };
        };
        readonly IssuedCertificate: {
            readonly certificate: components["schemas"]["CertificateSummary"];
            readonly pem: string;
            /** @description The certificate of the authority, PEM. */
            readonly authority: string;
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
        readonly KekRotatedEvent: {
            /** @constant */
            readonly v: 1;
            /** @description Given by the producer, so that a retry is recorded once. */
            readonly uid: string;
            /** @constant */
            readonly type: "kek.rotated";
            /** @description RFC 3339 in UTC with milliseconds. */
            readonly time: string;
            readonly project: string;
            readonly actor: components["schemas"]["Actor"];
            readonly data: {
                readonly version: number;
                readonly replaced: readonly number[];
                readonly bodyKeys: number;
            };
        };
        readonly KeyCreated: {
            readonly key: components["schemas"]["KeySummary"];
            /** @description The key itself; no other answer ever carries it. */
            readonly secret: string;
        };
        readonly KeyCreatedEvent: {
            /** @constant */
            readonly v: 1;
            /** @description Given by the producer, so that a retry is recorded once. */
            readonly uid: string;
            /** @constant */
            readonly type: "key.created";
            /** @description RFC 3339 in UTC with milliseconds. */
            readonly time: string;
            readonly project: string;
            readonly actor: components["schemas"]["Actor"];
            readonly data: {
                readonly key: string;
                readonly name: string;
                readonly routes: readonly string[];
                readonly expiresAt?: string;
                /** @constant */
                readonly bound?: true;
                readonly owner?: string;
                readonly models?: readonly string[];
                readonly datasets?: readonly string[];
                readonly purposes?: readonly string[];
                readonly networks?: number;
                readonly certificate?: string;
                /** @constant */
                readonly administration?: true;
            };
        };
        readonly KeyRevokedEvent: {
            /** @constant */
            readonly v: 1;
            /** @description Given by the producer, so that a retry is recorded once. */
            readonly uid: string;
            /** @constant */
            readonly type: "key.revoked";
            /** @description RFC 3339 in UTC with milliseconds. */
            readonly time: string;
            readonly project: string;
            readonly actor: components["schemas"]["Actor"];
            readonly data: {
                readonly key: string;
            };
        };
        readonly KeyRotatedEvent: {
            /** @constant */
            readonly v: 1;
            /** @description Given by the producer, so that a retry is recorded once. */
            readonly uid: string;
            /** @constant */
            readonly type: "key.rotated";
            /** @description RFC 3339 in UTC with milliseconds. */
            readonly time: string;
            readonly project: string;
            readonly actor: components["schemas"]["Actor"];
            readonly data: {
                readonly key: string;
                readonly overlapUntil: string;
            };
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
        readonly LedgerConsistency: {
            readonly from: number;
            readonly to: number;
            readonly hashes: readonly string[];
            /** @description A signed note (C2SP tlog-checkpoint). */
            readonly checkpoint: string;
        };
        readonly LedgerEntry: {
            readonly index: number;
            /** @description The leaf as it was hashed: canonical JSON, to be taken byte for byte as UTF-8. */
            readonly leaf: string;
            readonly event: components["schemas"]["Event"];
        };
        readonly LedgerExportedEvent: {
            /** @constant */
            readonly v: 1;
            /** @description Given by the producer, so that a retry is recorded once. */
            readonly uid: string;
            /** @constant */
            readonly type: "ledger.exported";
            /** @description RFC 3339 in UTC with milliseconds. */
            readonly time: string;
            readonly project: string;
            readonly actor: components["schemas"]["Actor"];
            readonly data: {
                readonly from: number;
                readonly to: number;
                readonly filter: {
                    readonly types?: readonly string[];
                    readonly project?: string;
                    readonly actor?: string;
                    readonly request?: string;
                    readonly subject?: string;
                    readonly since?: string;
                    readonly until?: string;
                };
                readonly entries: number;
                readonly digest: string;
            };
        };
        readonly LedgerGapEvent: {
            /** @constant */
            readonly v: 1;
            /** @description Given by the producer, so that a retry is recorded once. */
            readonly uid: string;
            /** @constant */
            readonly type: "ledger.gap";
            /** @description RFC 3339 in UTC with milliseconds. */
            readonly time: string;
            readonly project: string;
            readonly actor: components["schemas"]["Actor"];
            readonly data: {
                readonly route: string;
                readonly from: string;
                readonly to: string;
                readonly requests: number;
                readonly late: number;
                readonly lost: number;
                readonly bodiesNotKept: number;
                readonly cause: string;
                readonly exact: boolean;
            };
        };
        readonly LedgerHead: {
            readonly origin: string;
            /** @description Durable entries. */
            readonly size: number;
            /** @description Entries the newest signed checkpoint covers. */
            readonly checkpointSize: number;
            /** @description Public key of the log in C2SP's spelling, to be pinned by whoever verifies. */
            readonly verifierKey: string;
        };
        readonly LedgerKeyChanges: {
            readonly changes: readonly {
                /** @description The event `ledger-key.rotated` or `ledger.restored` as it was hashed. */
                readonly leaf: string;
                /** @description A C2SP tlog-proof of it under a checkpoint that the older key signed. */
                readonly proof: string;
            }[];
        };
        readonly LedgerKeyRetiredEvent: {
            /** @constant */
            readonly v: 1;
            /** @description Given by the producer, so that a retry is recorded once. */
            readonly uid: string;
            /** @constant */
            readonly type: "ledger-key.retired";
            /** @description RFC 3339 in UTC with milliseconds. */
            readonly time: string;
            readonly project: string;
            readonly actor: components["schemas"]["Actor"];
            readonly data: {
                readonly key: string;
            };
        };
        readonly LedgerKeyRotated: {
            /** @description The key that was, in C2SP's spelling. */
            readonly from: string;
            /** @description The key that follows it. */
            readonly to: string;
            /** @description Until then both sign. */
            readonly overlapUntil: string;
        };
        readonly LedgerKeyRotatedEvent: {
            /** @constant */
            readonly v: 1;
            /** @description Given by the producer, so that a retry is recorded once. */
            readonly uid: string;
            /** @constant */
            readonly type: "ledger-key.rotated";
            /** @description RFC 3339 in UTC with milliseconds. */
            readonly time: string;
            readonly project: string;
            readonly actor: components["schemas"]["Actor"];
            readonly data: {
                readonly from: string;
                readonly to: string;
                readonly overlapUntil: string;
            };
        };
        readonly LedgerPage: {
            readonly items: readonly components["schemas"]["LedgerEntry"][];
            /** @description `cursor` of the next page; absent on the last. */
            readonly next?: string;
            readonly head: components["schemas"]["LedgerHead"];
            /** @description Where there is a next page: everything from this index on was looked at. A search for a text may have found less than asked for, or nothing, so far. */
            readonly searchedTo?: number;
        };
        readonly LedgerProof: {
            readonly index: number;
            /** @description Entries of the tree that it is in. */
            readonly size: number;
            readonly leafHash: string;
            readonly hashes: readonly string[];
            /** @description A signed note (C2SP tlog-checkpoint). */
            readonly checkpoint: string;
            readonly verifierKey: string;
        };
        readonly LedgerPrunedEvent: {
            /** @constant */
            readonly v: 1;
            /** @description Given by the producer, so that a retry is recorded once. */
            readonly uid: string;
            /** @constant */
            readonly type: "ledger.pruned";
            /** @description RFC 3339 in UTC with milliseconds. */
            readonly time: string;
            readonly project: string;
            readonly actor: components["schemas"]["Actor"];
            readonly data: {
                readonly minimumIndex: number;
            };
        };
        readonly LedgerRestoredEvent: {
            /** @constant */
            readonly v: 1;
            /** @description Given by the producer, so that a retry is recorded once. */
            readonly uid: string;
            /** @constant */
            readonly type: "ledger.restored";
            /** @description RFC 3339 in UTC with milliseconds. */
            readonly time: string;
            readonly project: string;
            readonly actor: components["schemas"]["Actor"];
            readonly data: {
                readonly origin: string;
                readonly verifierKey: string;
                readonly from: string;
                readonly size: number;
                readonly root: string;
                readonly witnessedSize?: number;
                readonly reason: string;
                readonly endorsement: string;
            };
        };
        readonly LedgerWitnesses: {
            readonly witnesses: readonly components["schemas"]["WitnessState"][];
            /** @description Entries of the largest checkpoint that any witness has cosigned. */
            readonly witnessedSize: number;
            /** @description Since when, without a break, there are entries that no witness has cosigned. */
            readonly unwitnessedSince?: string;
            /** @description The newest checkpoint that was cosigned, a note with all cosignatures over it. */
            readonly checkpoint?: string;
        };
        readonly LegalHold: {
            readonly hold: string;
            readonly placedAt: string;
            readonly scope: components["schemas"]["HoldScope"];
            readonly reason: string;
            readonly by: {
                readonly kind: string;
                readonly id: string;
            };
            readonly releasedAt?: string;
            /** @description Ledger index of its `hold.placed`. */
            readonly entry: number;
        };
        readonly LimitReachedEvent: {
            /** @constant */
            readonly v: 1;
            /** @description Given by the producer, so that a retry is recorded once. */
            readonly uid: string;
            /** @constant */
            readonly type: "limit.reached";
            /** @description RFC 3339 in UTC with milliseconds. */
            readonly time: string;
            readonly project: string;
            readonly actor: components["schemas"]["Actor"];
            readonly data: {
                readonly limit: string;
                readonly of: string;
                readonly route: string;
                readonly suppressed: number;
            };
        };
        readonly LimitRemovedEvent: {
            /** @constant */
            readonly v: 1;
            /** @description Given by the producer, so that a retry is recorded once. */
            readonly uid: string;
            /** @constant */
            readonly type: "limit.removed";
            /** @description RFC 3339 in UTC with milliseconds. */
            readonly time: string;
            readonly project: string;
            readonly actor: components["schemas"]["Actor"];
            readonly data: {
                readonly limit: string;
                readonly of: string;
            };
        };
        readonly LimitSetEvent: {
            /** @constant */
            readonly v: 1;
            /** @description Given by the producer, so that a retry is recorded once. */
            readonly uid: string;
            /** @constant */
            readonly type: "limit.set";
            /** @description RFC 3339 in UTC with milliseconds. */
            readonly time: string;
            readonly project: string;
            readonly actor: components["schemas"]["Actor"];
            readonly data: {
                readonly limit: string;
                readonly of: string;
                /** @enum {string} */
                readonly metric: "requests" | "tokens" | "money" | "concurrency";
                readonly amount: number;
                readonly per?: string;
                readonly queueMs?: number;
                readonly project?: string;
            };
        };
        readonly LimitSummary: {
            readonly id: string;
            /** @description `key:key_…`, `project:default`; `key:*` for each key by itself. */
            readonly of: string;
            /** @enum {string} */
            readonly metric: "requests" | "tokens" | "money" | "concurrency";
            /** @description Requests, tokens, billionths of a US dollar, or requests at once. */
            readonly amount: number;
            /**
             * @description Absent for concurrency alone.
             * @enum {string}
             */
            readonly per?: "second" | "minute" | "hour" | "day" | "month";
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
            readonly metric: "requests" | "tokens" | "money" | "concurrency";
            /** @description Requests, tokens, billionths of a US dollar, or requests at once. */
            readonly amount: number;
            /**
             * @description Absent for concurrency alone.
             * @enum {string}
             */
            readonly per?: "second" | "minute" | "hour" | "day" | "month";
            /** @description How long a request may wait for its turn, in milliseconds; 0: it is refused at once. */
            readonly queueMs: number;
            /** @description Only requests within this project count and are limited; absent: those of all projects. */
            readonly project?: string;
            /** Format: date-time */
            readonly createdAt: string;
            readonly uses: readonly components["schemas"]["LimitUse"][];
        };
        readonly LlmIntentEvent: {
            /** @constant */
            readonly v: 1;
            /** @description Given by the producer, so that a retry is recorded once. */
            readonly uid: string;
            /** @constant */
            readonly type: "llm.intent";
            /** @description RFC 3339 in UTC with milliseconds. */
            readonly time: string;
            readonly project: string;
            readonly actor: components["schemas"]["Actor"];
            readonly data: {
                readonly request: string;
                readonly route: string;
                /** @enum {string} */
                readonly protocol: "openai" | "anthropic";
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
        readonly LlmOutcomeEvent: {
            /** @constant */
            readonly v: 1;
            /** @description Given by the producer, so that a retry is recorded once. */
            readonly uid: string;
            /** @constant */
            readonly type: "llm.outcome";
            /** @description RFC 3339 in UTC with milliseconds. */
            readonly time: string;
            readonly project: string;
            readonly actor: components["schemas"]["Actor"];
            readonly data: {
                readonly request: string;
                /** @enum {string} */
                readonly status: "completed" | "blocked" | "upstream-error" | "upstream-timeout" | "client-disconnected" | "not-recorded" | "aborted" | "revoked" | "contained";
                readonly httpStatus?: number;
                readonly upstreamStatus?: number;
                readonly prompt?: {
                    /** @enum {string} */
                    readonly decision: "allow" | "flag" | "redact" | "require-approval" | "block";
                    readonly reason: string;
                    readonly findings: readonly {
                        readonly detector: string;
                        readonly rule: string;
                        /** @enum {string} */
                        readonly threat: "prompt-injection" | "sensitive-disclosure" | "adversarial-example" | "data-poisoning" | "model-extraction" | "model-inversion" | "supply-chain";
                        /** @enum {string} */
                        readonly severity: "info" | "low" | "medium" | "high" | "critical";
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
                    readonly decision: "allow" | "flag" | "redact" | "require-approval" | "block";
                    readonly reason: string;
                    readonly findings: readonly {
                        readonly detector: string;
                        readonly rule: string;
                        /** @enum {string} */
                        readonly threat: "prompt-injection" | "sensitive-disclosure" | "adversarial-example" | "data-poisoning" | "model-extraction" | "model-inversion" | "supply-chain";
                        /** @enum {string} */
                        readonly severity: "info" | "low" | "medium" | "high" | "critical";
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
        readonly LoginFailedEvent: {
            /** @constant */
            readonly v: 1;
            /** @description Given by the producer, so that a retry is recorded once. */
            readonly uid: string;
            /** @constant */
            readonly type: "login.failed";
            /** @description RFC 3339 in UTC with milliseconds. */
            readonly time: string;
            readonly project: string;
            readonly actor: components["schemas"]["Actor"];
            readonly data: {
                /** @enum {string} */
                readonly method: "link" | "invitation" | "password" | "passkey" | "oidc";
                readonly user?: string;
                readonly reason: string;
                readonly suppressed: number;
            };
        };
        readonly LoginLinkCreatedEvent: {
            /** @constant */
            readonly v: 1;
            /** @description Given by the producer, so that a retry is recorded once. */
            readonly uid: string;
            /** @constant */
            readonly type: "login-link.created";
            /** @description RFC 3339 in UTC with milliseconds. */
            readonly time: string;
            readonly project: string;
            readonly actor: components["schemas"]["Actor"];
            readonly data: {
                readonly expiresAt: string;
                readonly user?: string;
            };
        };
        readonly LoginLockedEvent: {
            /** @constant */
            readonly v: 1;
            /** @description Given by the producer, so that a retry is recorded once. */
            readonly uid: string;
            /** @constant */
            readonly type: "login.locked";
            /** @description RFC 3339 in UTC with milliseconds. */
            readonly time: string;
            readonly project: string;
            readonly actor: components["schemas"]["Actor"];
            readonly data: {
                readonly user: string;
                readonly until: string;
                readonly failures: number;
            };
        };
        readonly Notice: {
            /** @description Stays the same while it lasts: `disk-low`, `gap:<route>`, `routes-available`. */
            readonly id: string;
            readonly title: string;
            readonly detail?: string;
            readonly advice: string;
            readonly since?: string;
        };
        readonly OpenedBodies: {
            /** @description The request as JSON text. */
            readonly prompt?: string;
            /** @description The answer as JSON text; of a stream the answer that its pieces make. */
            readonly completion?: string;
            /** @description Why a body is not here, in words. */
            readonly missing: readonly string[];
        };
        readonly Overview: {
            /** Format: date-time */
            readonly from: string;
            /** Format: date-time */
            readonly to: string;
            readonly bucketMs: number;
            /** @description Those in which something happened, by their beginning. */
            readonly buckets: readonly {
                /** Format: date-time */
                readonly time: string;
                readonly allow: number;
                readonly flag: number;
                readonly redact: number;
                readonly block: number;
                readonly failed: number;
                readonly inputTokens: number;
                readonly outputTokens: number;
                /** @description Billionths of a US dollar, as far as prices are known. */
                readonly nanoDollars: number;
            }[];
            readonly totals: components["schemas"]["OverviewTotals"];
            readonly before: components["schemas"]["OverviewTotals"];
            /**
             * Format: date-time
             * @description When the log begins: a time before it is not compared with. Absent of an empty log.
             */
            readonly since?: string;
            readonly topRules: readonly {
                readonly rule: string;
                readonly count: number;
            }[];
            readonly topRoutes: readonly {
                readonly route: string;
                readonly count: number;
                readonly tokens: number;
                /** @description Billionths of a US dollar, as far as prices are known. */
                readonly nanoDollars: number;
                readonly blocked: number;
            }[];
            readonly topKeys: readonly {
                readonly key: string;
                readonly keyName: string;
                readonly count: number;
                readonly tokens: number;
                /** @description Billionths of a US dollar, as far as prices are known. */
                readonly nanoDollars: number;
                readonly blocked: number;
            }[];
            readonly topModels: readonly {
                readonly model: string;
                readonly count: number;
                readonly tokens: number;
                /** @description Billionths of a US dollar, as far as prices are known. */
                readonly nanoDollars: number;
                readonly blocked: number;
            }[];
            readonly topCallers: readonly {
                /** @description A user, service or agent; of a key that belongs to nobody the key. */
                readonly who: string;
                readonly count: number;
                readonly tokens: number;
                /** @description Billionths of a US dollar, as far as prices are known. */
                readonly nanoDollars: number;
            }[];
        };
        readonly OverviewTotals: {
            readonly requests: number;
            readonly allowed: number;
            readonly blocked: number;
            readonly redacted: number;
            readonly flagged: number;
            readonly failed: number;
            readonly inputTokens: number;
            readonly outputTokens: number;
            /** @description Billionths of a US dollar, as far as prices are known. */
            readonly nanoDollars: number;
            /** @description Median of the detectors’ time a request, to 2.5 %; absent without requests. */
            readonly guardP50Ms?: number;
            /** @description The 95th percentile of it. */
            readonly guardP95Ms?: number;
        };
        readonly OwnSession: {
            readonly id: string;
            readonly user: string;
            /** @enum {string} */
            readonly method: "link" | "invitation" | "password" | "passkey" | "oidc";
            readonly secondFactor: boolean;
            /** Format: date-time */
            readonly createdAt: string;
            /** Format: date-time */
            readonly lastSeenAt: string;
            /**
             * Format: date-time
             * @description When it ends even if it is used.
             */
            readonly expiresAt: string;
            /** @description Whether it is the one that asks. */
            readonly current: boolean;
        };
        readonly PasskeyChallenge: {
            readonly ticket: string;
            readonly options: components["schemas"]["PasskeyRequestOptions"];
        };
        /** @description For `PublicKeyCredential.parseCreationOptionsFromJSON`. */
        readonly PasskeyCreationOptions: {
            readonly challenge: string;
            readonly rp: {
                readonly name: string;
                readonly id?: string;
            };
            readonly user: {
                readonly id: string;
                readonly name: string;
                readonly displayName: string;
            };
            readonly pubKeyCredParams: readonly {
                readonly alg: number;
                /** @constant */
                readonly type: "public-key";
            }[];
            readonly timeout?: number;
            readonly attestation?: string;
            readonly excludeCredentials?: readonly {
                readonly id: string;
                readonly type: string;
                readonly transports?: readonly string[];
            }[];
            readonly authenticatorSelection?: {
                /** @enum {string} */
                readonly residentKey?: "discouraged" | "preferred" | "required";
                readonly requireResidentKey?: boolean;
                /** @enum {string} */
                readonly userVerification?: "discouraged" | "preferred" | "required";
            };
            readonly hints?: readonly string[];
            readonly extensions?: {
                readonly credProps?: boolean;
            };
        };
        /** @description For `PublicKeyCredential.parseRequestOptionsFromJSON`. */
        readonly PasskeyRequestOptions: {
            readonly challenge: string;
            readonly rpId?: string;
            readonly timeout?: number;
            readonly allowCredentials?: readonly {
                readonly id: string;
                readonly type: string;
                readonly transports?: readonly string[];
            }[];
            /** @enum {string} */
            readonly userVerification?: "discouraged" | "preferred" | "required";
            readonly hints?: readonly string[];
        };
        readonly PasskeySetup: {
            readonly ticket: string;
            readonly options: components["schemas"]["PasskeyCreationOptions"];
        };
        readonly PermittedAction: {
            /** @enum {string} */
            readonly action: "route.invoke" | "route.list" | "route.contain" | "model.list" | "status.read" | "traffic.read" | "body.open" | "ledger.read" | "ledger.export" | "project.list" | "project.create" | "key.list" | "key.create" | "key.rotate" | "key.revoke" | "user.list" | "user.create" | "user.update" | "user.invite" | "service.list" | "service.create" | "service.update" | "grant.list" | "grant.create" | "grant.revoke" | "policy.read" | "policy.test" | "policy.change" | "limit.read" | "limit.set" | "approval.list" | "approval.decide" | "certificate.list" | "certificate.issue" | "certificate.revoke" | "kek.rotate" | "subject.read" | "subject.erase" | "hold.read" | "hold.place" | "hold.release" | "retention.read" | "retention.apply" | "erasures.supply" | "erasures.waive" | "ledger-key.rotate" | "backup.create" | "session.read" | "session.end" | "session.list" | "session.revoke" | "account.read" | "account.change" | "login-link.create";
            /**
             * @description Where the role has to be held: in the project, or in every one. `shell`: no role permits it.
             * @enum {string}
             */
            readonly reach: "project" | "installation" | "shell";
            readonly roles: readonly ("admin" | "security" | "engineer" | "compliance" | "auditor" | "service")[];
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
            readonly source: "local" | "directory";
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
        readonly Policies: {
            /** @description 0: none were ever applied. */
            readonly version: number;
            /** @description SHA-256 of the text, hexadecimal. */
            readonly digest: string;
            /** @description Whoever applied it: a user, a service, `local` for the shell. Absent where nobody has. */
            readonly by?: string;
            /** Format: date-time */
            readonly at?: string;
            readonly text: string;
            readonly policies: readonly components["schemas"]["PolicySummary"][];
            /** @description Why the own policies that are stored cannot be read; nobody but the shell is let in then. */
            readonly problems?: readonly components["schemas"]["PolicyProblem"][];
            /** @description What policies are held against, in the notation of Cedar. */
            readonly schema: string;
        };
        readonly PolicyCaseResult: {
            readonly name: string;
            readonly ok: boolean;
            /** @enum {string} */
            readonly expect: "allow" | "deny";
            /** @enum {string} */
            readonly answer: "allow" | "deny";
            readonly reason: string;
            /** @description Ids of the policies that decided. */
            readonly policies: readonly string[];
        };
        readonly PolicyChangedEvent: {
            /** @constant */
            readonly v: 1;
            /** @description Given by the producer, so that a retry is recorded once. */
            readonly uid: string;
            /** @constant */
            readonly type: "policy.changed";
            /** @description RFC 3339 in UTC with milliseconds. */
            readonly time: string;
            readonly project: string;
            readonly actor: components["schemas"]["Actor"];
            readonly data: {
                readonly version: number;
                readonly digest: string;
                readonly policies: readonly string[];
                readonly added: readonly string[];
                readonly removed: readonly string[];
                readonly changed: readonly string[];
            };
        };
        readonly PolicyCheck: {
            /** @description None where it could be applied. */
            readonly problems: readonly components["schemas"]["PolicyProblem"][];
        };
        readonly PolicyProblem: {
            /** @description From 1 on. */
            readonly line: number;
            /** @description From 1 on, in UTF-16 code units. */
            readonly column: number;
            readonly message: string;
            readonly help?: string;
        };
        readonly PolicySetText: {
            /** @description 0: none were ever applied. */
            readonly version: number;
            /** @description SHA-256 of the text, hexadecimal. */
            readonly digest: string;
            /** @description Whoever applied it: a user, a service, `local` for the shell. Absent where nobody has. */
            readonly by?: string;
            /** Format: date-time */
            readonly at?: string;
            readonly text: string;
        };
        readonly PolicySummary: {
            readonly id: string;
            /** @enum {string} */
            readonly effect: "permit" | "forbid";
            readonly reason?: string;
            readonly text: string;
            /**
             * @description `base`: it ships with the product.
             * @enum {string}
             */
            readonly origin: "base" | "own";
        };
        readonly PolicyTest: {
            readonly ok: boolean;
            readonly results: readonly components["schemas"]["PolicyCaseResult"][];
        };
        readonly PolicyVersion: {
            /** @description 0: none were ever applied. */
            readonly version: number;
            /** @description SHA-256 of the text, hexadecimal. */
            readonly digest: string;
            /** @description Whoever applied it: a user, a service, `local` for the shell. Absent where nobody has. */
            readonly by?: string;
            /** Format: date-time */
            readonly at?: string;
        };
        readonly Posture: {
            /** Format: date-time */
            readonly from: string;
            /** Format: date-time */
            readonly to: string;
            readonly threats: readonly components["schemas"]["ThreatPosture"][];
        };
        readonly Principal: {
            /**
             * @description How they show it; `shell`: the socket in the data directory.
             * @enum {string}
             */
            readonly kind: "key" | "token" | "certificate" | "session" | "shell";
            /** @description Of the credential. */
            readonly id: string;
            /** @description Whom it speaks for. */
            readonly who: {
                /** @enum {string} */
                readonly type: "user" | "service" | "agent" | "shell";
                readonly id: string;
                /** @description Of an agent: the user it acts for. */
                readonly onBehalfOf?: string;
            };
        };
        readonly ProjectCreatedEvent: {
            /** @constant */
            readonly v: 1;
            /** @description Given by the producer, so that a retry is recorded once. */
            readonly uid: string;
            /** @constant */
            readonly type: "project.created";
            /** @description RFC 3339 in UTC with milliseconds. */
            readonly time: string;
            readonly project: string;
            readonly actor: components["schemas"]["Actor"];
            readonly data: {
                readonly project: string;
                readonly name: string;
            };
        };
        readonly ProjectSummary: {
            /** @description As routes of the configuration, keys and grants name it. */
            readonly id: string;
            readonly name: string;
            /** Format: date-time */
            readonly createdAt: string;
        };
        readonly Readiness: {
            /** @enum {string} */
            readonly status: "ready" | "not-ready";
            /** @enum {string} */
            readonly ledger: "open" | "failed" | "closed";
            /** @enum {string} */
            readonly disk: "ok" | "low" | "hangs";
            /**
             * @description Of what follows the log.
             * @enum {string}
             */
            readonly backlog: "ok" | "too-long";
        };
        readonly RecordPolicyChangedEvent: {
            /** @constant */
            readonly v: 1;
            /** @description Given by the producer, so that a retry is recorded once. */
            readonly uid: string;
            /** @constant */
            readonly type: "record-policy.changed";
            /** @description RFC 3339 in UTC with milliseconds. */
            readonly time: string;
            readonly project: string;
            readonly actor: components["schemas"]["Actor"];
            readonly data: {
                readonly available: readonly string[];
                readonly before: readonly string[];
            };
        };
        readonly RecordedDecision: {
            /** Format: date-time */
            readonly time: string;
            readonly actor: components["schemas"]["Actor"];
            /** @enum {string} */
            readonly action: "route.invoke" | "route.list" | "route.contain" | "model.list" | "status.read" | "traffic.read" | "body.open" | "ledger.read" | "ledger.export" | "project.list" | "project.create" | "key.list" | "key.create" | "key.rotate" | "key.revoke" | "user.list" | "user.create" | "user.update" | "user.invite" | "service.list" | "service.create" | "service.update" | "grant.list" | "grant.create" | "grant.revoke" | "policy.read" | "policy.test" | "policy.change" | "limit.read" | "limit.set" | "approval.list" | "approval.decide" | "certificate.list" | "certificate.issue" | "certificate.revoke" | "kek.rotate" | "subject.read" | "subject.erase" | "hold.read" | "hold.place" | "hold.release" | "retention.read" | "retention.apply" | "erasures.supply" | "erasures.waive" | "ledger-key.rotate" | "backup.create" | "session.read" | "session.end" | "session.list" | "session.revoke" | "account.read" | "account.change" | "login-link.create";
            readonly resource: {
                /** @enum {string} */
                readonly kind: "route" | "model" | "dataset" | "project" | "server" | "ledger" | "request" | "key" | "session" | "user" | "service" | "grant" | "policy" | "limit" | "approval" | "certificate" | "subject" | "hold";
                readonly id: string;
                /** @description Absent where it belongs to the whole installation. */
                readonly project?: string;
            };
            readonly context: {
                /** @description The model asked for, by its public name. */
                readonly model?: string;
                /** @description What for, in the words of the caller. */
                readonly purpose?: string;
            };
            /** @description Absent: it was allowed. */
            readonly denied?: {
                readonly reason: string;
                readonly policies: readonly string[];
            };
        };
        readonly RecoveryCodes: {
            readonly recoveryCodes: readonly string[];
        };
        /** @description One LLM request with its two records. */
        readonly RequestDetail: {
            readonly row: components["schemas"]["RequestRow"];
            readonly intent: components["schemas"]["LlmIntentEvent"];
            readonly outcome?: components["schemas"]["LlmOutcomeEvent"];
            /** @description The policies that permitted it, as recorded; empty where an older version recorded none. */
            readonly policies: readonly {
                readonly id: string;
                /** @description What the policy of that name says of itself today. */
                readonly reason?: string;
            }[];
        };
        readonly RequestExplanation: {
            readonly recorded: components["schemas"]["RecordedDecision"];
            /** @description Absent where whoever asked is not there any more. */
            readonly now?: components["schemas"]["Explanation"];
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
            readonly protocol: "openai" | "anthropic";
            readonly provider: string;
            /** @description As the caller named it. */
            readonly model: string;
            readonly stream: boolean;
            /** @enum {string} */
            readonly state: "open" | "completed" | "blocked" | "upstream-error" | "upstream-timeout" | "client-disconnected" | "not-recorded" | "aborted" | "revoked" | "contained";
            /**
             * @description The stricter of the verdicts on prompt and completion; absent while there is none.
             * @enum {string}
             */
            readonly decision?: "allow" | "flag" | "redact" | "require-approval" | "block";
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
        readonly Retention: {
            readonly classes: readonly {
                /** @enum {string} */
                readonly class: "bodies" | "traffic" | "access" | "administration";
                /** @description Absent: for good. */
                readonly keepMs?: number;
                /** @description The last run that removed anything. */
                readonly applied?: {
                    readonly at: string;
                    readonly before: string;
                    readonly removed: number;
                    readonly held: number;
                };
            }[];
            readonly minimumIndex: number;
            /** @description Why the last run was not made or not finished; absent where nothing is wrong. */
            readonly failing?: string;
            /** @description While there is one, kept bodies stay closed (423 ledger/bodies-locked). */
            readonly locks: readonly components["schemas"]["BodyLock"][];
        };
        readonly RetentionAppliedEvent: {
            /** @constant */
            readonly v: 1;
            /** @description Given by the producer, so that a retry is recorded once. */
            readonly uid: string;
            /** @constant */
            readonly type: "retention.applied";
            /** @description RFC 3339 in UTC with milliseconds. */
            readonly time: string;
            readonly project: string;
            readonly actor: components["schemas"]["Actor"];
            readonly data: {
                /** @enum {string} */
                readonly class: "bodies" | "traffic" | "access" | "administration";
                readonly before: string;
                readonly removed: number;
                readonly held: number;
                readonly holds: readonly string[];
            };
        };
        readonly RetentionClassRun: {
            /** @enum {string} */
            readonly class: "bodies" | "traffic" | "access" | "administration";
            readonly keepMs: number;
            /** @description RFC 3339: everything from before is due. */
            readonly before: string;
            /** @description Body keys, or records in the tables. */
            readonly removed: number;
            /** @description Due and kept. */
            readonly held: number;
            /** @description What keeps these. */
            readonly holds: readonly string[];
        };
        readonly RetentionRun: {
            readonly dryRun: boolean;
            readonly classes: readonly components["schemas"]["RetentionClassRun"][];
            /** @description The oldest entry of the ledger that is still stored. */
            readonly minimumIndex: number;
        };
        readonly RevocationList: {
            readonly pem: string;
        };
        readonly Roles: {
            readonly roles: readonly ("admin" | "security" | "engineer" | "compliance" | "auditor" | "service")[];
            readonly actions: readonly components["schemas"]["PermittedAction"][];
        };
        /** @description A named endpoint for AI traffic. */
        readonly Route: {
            readonly name: string;
            readonly project: string;
            /** @enum {string} */
            readonly protocol: "openai" | "anthropic";
            readonly provider: string;
            /** @description Names, or prefixes that end in `*`. */
            readonly models: readonly string[];
            /** @description Of the detectors. */
            readonly profile: string;
            /** @description Whether nothing is answered that is not recorded. */
            readonly strict: boolean;
            readonly keepBodies: boolean;
            /** @description Whether the built-in assistant answers. */
            readonly demo: boolean;
            readonly containment?: components["schemas"]["Containment"];
        };
        readonly RouteContainedEvent: {
            /** @constant */
            readonly v: 1;
            /** @description Given by the producer, so that a retry is recorded once. */
            readonly uid: string;
            /** @constant */
            readonly type: "route.contained";
            /** @description RFC 3339 in UTC with milliseconds. */
            readonly time: string;
            readonly project: string;
            readonly actor: components["schemas"]["Actor"];
            readonly data: {
                readonly route: string;
                readonly until: string;
                readonly reason: string;
            };
        };
        readonly RouteReleasedEvent: {
            /** @constant */
            readonly v: 1;
            /** @description Given by the producer, so that a retry is recorded once. */
            readonly uid: string;
            /** @constant */
            readonly type: "route.released";
            /** @description RFC 3339 in UTC with milliseconds. */
            readonly time: string;
            readonly project: string;
            readonly actor: components["schemas"]["Actor"];
            readonly data: {
                readonly route: string;
                /** @enum {string} */
                readonly by: "person" | "end";
                readonly reason?: string;
            };
        };
        readonly SecondFactorAsked: {
            /** @constant */
            readonly state: "second-factor";
            /** @description Goes with the second factor, within minutes. */
            readonly ticket: string;
            readonly factors: readonly ("totp" | "passkey" | "recovery-code")[];
        };
        readonly ServerStartedEvent: {
            /** @constant */
            readonly v: 1;
            /** @description Given by the producer, so that a retry is recorded once. */
            readonly uid: string;
            /** @constant */
            readonly type: "server.started";
            /** @description RFC 3339 in UTC with milliseconds. */
            readonly time: string;
            readonly project: string;
            readonly actor: components["schemas"]["Actor"];
            readonly data: {
                readonly version: string;
                readonly node: string;
                readonly setAsideBytes: number;
                readonly configDigest: string;
            };
        };
        readonly ServerStoppedEvent: {
            /** @constant */
            readonly v: 1;
            /** @description Given by the producer, so that a retry is recorded once. */
            readonly uid: string;
            /** @constant */
            readonly type: "server.stopped";
            /** @description RFC 3339 in UTC with milliseconds. */
            readonly time: string;
            readonly project: string;
            readonly actor: components["schemas"]["Actor"];
            readonly data: {
                readonly reason: string;
            };
        };
        readonly ServiceChangedEvent: {
            /** @constant */
            readonly v: 1;
            /** @description Given by the producer, so that a retry is recorded once. */
            readonly uid: string;
            /** @constant */
            readonly type: "service.changed";
            /** @description RFC 3339 in UTC with milliseconds. */
            readonly time: string;
            readonly project: string;
            readonly actor: components["schemas"]["Actor"];
            readonly data: {
                readonly service: string;
                /** @enum {string} */
                readonly change: "disabled" | "enabled" | "spiffe-id";
            };
        };
        readonly ServiceCreatedEvent: {
            /** @constant */
            readonly v: 1;
            /** @description Given by the producer, so that a retry is recorded once. */
            readonly uid: string;
            /** @constant */
            readonly type: "service.created";
            /** @description RFC 3339 in UTC with milliseconds. */
            readonly time: string;
            readonly project: string;
            readonly actor: components["schemas"]["Actor"];
            readonly data: {
                readonly service: string;
                /** @enum {string} */
                readonly type: "service" | "agent";
                readonly name: string;
                readonly onBehalfOf?: string;
                readonly spiffeId?: string;
            };
        };
        readonly ServiceSummary: {
            readonly id: string;
            /** @enum {string} */
            readonly type: "service" | "agent";
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
        readonly Session: {
            readonly principal: components["schemas"]["Principal"];
            /** @description Absent where it is not a person who calls. */
            readonly user?: components["schemas"]["UserSummary"];
            /** Format: date-time */
            readonly expiresAt?: string;
            /** @description What they hold now. */
            readonly grants: readonly {
                /** @enum {string} */
                readonly role: "admin" | "security" | "engineer" | "compliance" | "auditor" | "service";
                readonly project: string;
                readonly on?: components["schemas"]["GrantedOn"];
                /** Format: date-time */
                readonly expiresAt?: string;
            }[];
            /** @description What they may do in some project, or in all. */
            readonly may: readonly ("route.invoke" | "route.list" | "route.contain" | "model.list" | "status.read" | "traffic.read" | "body.open" | "ledger.read" | "ledger.export" | "project.list" | "project.create" | "key.list" | "key.create" | "key.rotate" | "key.revoke" | "user.list" | "user.create" | "user.update" | "user.invite" | "service.list" | "service.create" | "service.update" | "grant.list" | "grant.create" | "grant.revoke" | "policy.read" | "policy.test" | "policy.change" | "limit.read" | "limit.set" | "approval.list" | "approval.decide" | "certificate.list" | "certificate.issue" | "certificate.revoke" | "kek.rotate" | "subject.read" | "subject.erase" | "hold.read" | "hold.place" | "hold.release" | "retention.read" | "retention.apply" | "erasures.supply" | "erasures.waive" | "ledger-key.rotate" | "backup.create" | "session.read" | "session.end" | "session.list" | "session.revoke" | "account.read" | "account.change" | "login-link.create")[];
        };
        readonly SessionCreatedEvent: {
            /** @constant */
            readonly v: 1;
            /** @description Given by the producer, so that a retry is recorded once. */
            readonly uid: string;
            /** @constant */
            readonly type: "session.created";
            /** @description RFC 3339 in UTC with milliseconds. */
            readonly time: string;
            readonly project: string;
            readonly actor: components["schemas"]["Actor"];
            readonly data: {
                readonly session: string;
                readonly user?: string;
                /** @enum {string} */
                readonly method?: "link" | "invitation" | "password" | "passkey" | "oidc";
                readonly secondFactor?: boolean;
            };
        };
        readonly SessionEndedEvent: {
            /** @constant */
            readonly v: 1;
            /** @description Given by the producer, so that a retry is recorded once. */
            readonly uid: string;
            /** @constant */
            readonly type: "session.ended";
            /** @description RFC 3339 in UTC with milliseconds. */
            readonly time: string;
            readonly project: string;
            readonly actor: components["schemas"]["Actor"];
            readonly data: {
                readonly session: string;
                readonly user?: string;
                readonly reason?: string;
            };
        };
        readonly SessionSummary: {
            readonly id: string;
            readonly user: string;
            /** @enum {string} */
            readonly method: "link" | "invitation" | "password" | "passkey" | "oidc";
            readonly secondFactor: boolean;
            /** Format: date-time */
            readonly createdAt: string;
            /** Format: date-time */
            readonly lastSeenAt: string;
            /**
             * Format: date-time
             * @description When it ends even if it is used.
             */
            readonly expiresAt: string;
        };
        readonly SessionsEnded: {
            /** @description How many. */
            readonly ended: number;
        };
        readonly SignInMethods: {
            /** @description Whether anybody has a password or a passkey here. */
            readonly password: boolean;
            /** @description Whether passkeys can be used at the address that was asked. */
            readonly passkey: boolean;
            /** @description Identity providers. */
            readonly oidc: readonly {
                readonly title: string;
            }[];
        };
        readonly SignInReply: components["schemas"]["SignedIn"] | components["schemas"]["SecondFactorAsked"];
        readonly SignedIn: {
            /** @constant */
            readonly state: "signed-in";
            readonly principal: components["schemas"]["Principal"];
            /** Format: date-time */
            readonly expiresAt: string;
        };
        readonly Spender: {
            readonly id: string;
            readonly requests: number;
            readonly tokens: number;
            /** @description Billionths of a US dollar, as far as prices are known. */
            readonly nanoDollars: number;
        };
        readonly Status: {
            readonly version: string;
            readonly startedAt: string;
            readonly gateway: {
                readonly url: string;
            };
            readonly console: {
                readonly url: string;
            };
            readonly ledger: {
                readonly origin: string;
                /** @description Durable entries. */
                readonly size: number;
                /** @description Entries the newest signed checkpoint covers. */
                readonly checkpointSize: number;
                /** @description Public key of the log in C2SP's spelling, to be pinned by whoever verifies. */
                readonly verifierKey: string;
                /** @enum {string} */
                readonly state: "open" | "failed" | "closed";
                /** @description Bytes of an unacknowledged last batch that the start set aside. */
                readonly setAsideBytes: number;
                /** @description The disk under the ledger. */
                readonly disk?: components["schemas"]["DiskState"];
            };
            readonly keys: {
                /** @description What seals the key files, in words; absent where nothing does. */
                readonly sealedBy?: string;
                /** @description The version of the key-encryption key that wraps the body keys. */
                readonly encryptionKeyVersion: number;
                /** @description The key of the log that a newer one replaces, while both sign. */
                readonly replacedLedgerKey?: {
                    readonly verifierKey: string;
                    readonly until: string;
                };
            };
            /** @description How far witnesses have cosigned the ledger. */
            readonly witnessing: components["schemas"]["WitnessingState"];
            /** @description How far the tables behind the console have followed the ledger. */
            readonly projection: {
                readonly position: number;
                /** @enum {string} */
                readonly state: "following" | "stopped" | "closed";
                /** @description Entries that are not in them yet, and for how long the oldest of these is recorded. */
                readonly lag: {
                    readonly entries: number;
                    readonly ms: number;
                };
            };
            readonly routes: readonly components["schemas"]["ConfiguredRoute"][];
            /** @description Routes that answer requests which are not on record now. */
            readonly gaps: readonly components["schemas"]["GapSummary"][];
            /** @description What is wrong now. */
            readonly alarms: readonly components["schemas"]["Notice"][];
            /** @description What was configured, or left out, and weakens what is promised. */
            readonly risks: readonly components["schemas"]["Notice"][];
            /** @description True while the built-in demo assistant answers. */
            readonly demo: boolean;
            /** @description Present where the log holds a day of made-up traffic, and no record of real use. */
            readonly demoData?: {
                readonly seed: number;
                readonly hours: number;
            };
        };
        readonly SubjectErasedEvent: {
            /** @constant */
            readonly v: 1;
            /** @description Given by the producer, so that a retry is recorded once. */
            readonly uid: string;
            /** @constant */
            readonly type: "subject.erased";
            /** @description RFC 3339 in UTC with milliseconds. */
            readonly time: string;
            readonly project: string;
            readonly actor: components["schemas"]["Actor"];
            readonly data: {
                readonly subject: string;
                readonly bodyKeys: number;
                readonly keys?: readonly string[];
                readonly reason: string;
                readonly repeats?: {
                    readonly origin: string;
                    readonly index: number;
                };
            };
        };
        readonly SubjectErasureRefusedEvent: {
            /** @constant */
            readonly v: 1;
            /** @description Given by the producer, so that a retry is recorded once. */
            readonly uid: string;
            /** @constant */
            readonly type: "subject.erasure-refused";
            /** @description RFC 3339 in UTC with milliseconds. */
            readonly time: string;
            readonly project: string;
            readonly actor: components["schemas"]["Actor"];
            readonly data: {
                readonly subject: string;
                readonly holds: readonly string[];
                readonly reason: string;
            };
        };
        readonly SubjectSummary: {
            /** @description Their pseudonyms, as the records carry them. */
            readonly subjects: readonly string[];
            readonly project: string;
            /** @description Keys of their bodies. */
            readonly bodyKeys: number;
            /** @description The days these are of. */
            readonly firstDay?: string;
            readonly lastDay?: string;
            /** @description Legal holds that keep any of it. */
            readonly holds: readonly string[];
        };
        readonly ThreatPosture: {
            /** @enum {string} */
            readonly threat: "prompt-injection" | "sensitive-disclosure" | "adversarial-example" | "data-poisoning" | "model-extraction" | "model-inversion" | "supply-chain";
            /** @description Those that look for it. None: nothing stands against it yet. */
            readonly detectors: readonly string[];
            /** @description Every route that is shown to the caller. */
            readonly routes: readonly {
                readonly route: string;
                readonly profile: string;
                /**
                 * @description What is done at most about what is plainly an attack; `allow` and `flag` stop nothing.
                 * @enum {string}
                 */
                readonly decision: "allow" | "flag" | "redact" | "require-approval" | "block";
            }[];
            /**
             * Format: date-time
             * @description When a test last tried it; absent: never.
             */
            readonly testedAt?: string;
            /** @description Requests of the window with findings of it that were blocked. */
            readonly blocked: number;
            /** @description Those of which something was taken out. */
            readonly redacted: number;
            /** @description Those that were flagged and let through: for somebody to look at. */
            readonly open: number;
        };
        readonly TokenRevocation: {
            /** @description `tok_…`: that token; `usr_…`, `svc_…`: every token for it that was issued until then. */
            readonly target: string;
            /** Format: date-time */
            readonly revokedAt: string;
        };
        readonly TokenRevokedEvent: {
            /** @constant */
            readonly v: 1;
            /** @description Given by the producer, so that a retry is recorded once. */
            readonly uid: string;
            /** @constant */
            readonly type: "token.revoked";
            /** @description RFC 3339 in UTC with milliseconds. */
            readonly time: string;
            readonly project: string;
            readonly actor: components["schemas"]["Actor"];
            readonly data: {
                readonly target: string;
            };
        };
        readonly TotpSetup: {
            /** @description Goes with the first code, within minutes. */
            readonly ticket: string;
            /** @description In base 32, as apps for one-time codes take it. */
            readonly secret: string;
            /** @description The same as an `otpauth:` address, for a QR code. */
            readonly uri: string;
        };
        readonly TrafficExportedEvent: {
            /** @constant */
            readonly v: 1;
            /** @description Given by the producer, so that a retry is recorded once. */
            readonly uid: string;
            /** @constant */
            readonly type: "traffic.exported";
            /** @description RFC 3339 in UTC with milliseconds. */
            readonly time: string;
            readonly project: string;
            readonly actor: components["schemas"]["Actor"];
            readonly data: {
                /** @enum {string} */
                readonly format: "csv" | "jsonl";
                readonly rows: number;
                readonly filter: {
                    readonly project?: string;
                    readonly from?: string;
                    readonly to?: string;
                    readonly by: readonly string[];
                };
            };
        };
        readonly TransportExceptionsChangedEvent: {
            /** @constant */
            readonly v: 1;
            /** @description Given by the producer, so that a retry is recorded once. */
            readonly uid: string;
            /** @constant */
            readonly type: "transport-exceptions.changed";
            /** @description RFC 3339 in UTC with milliseconds. */
            readonly time: string;
            readonly project: string;
            readonly actor: components["schemas"]["Actor"];
            readonly data: {
                readonly exceptions: readonly string[];
                readonly before: readonly string[];
            };
        };
        readonly Usage: {
            /** @enum {string} */
            readonly by: "key" | "who" | "project" | "route" | "model";
            readonly from: string;
            /** @description The dearest first, at most 500. */
            readonly spenders: readonly components["schemas"]["Spender"][];
        };
        readonly UserChangedEvent: {
            /** @constant */
            readonly v: 1;
            /** @description Given by the producer, so that a retry is recorded once. */
            readonly uid: string;
            /** @constant */
            readonly type: "user.changed";
            /** @description RFC 3339 in UTC with milliseconds. */
            readonly time: string;
            readonly project: string;
            readonly actor: components["schemas"]["Actor"];
            readonly data: {
                readonly user: string;
                /** @enum {string} */
                readonly change: "disabled" | "enabled" | "renamed" | "invited" | "password-set" | "totp-added" | "totp-removed" | "passkey-added" | "passkey-removed" | "recovery-codes-made" | "recovery-code-used" | "factors-cleared" | "unlocked" | "linked";
            };
        };
        readonly UserCreatedEvent: {
            /** @constant */
            readonly v: 1;
            /** @description Given by the producer, so that a retry is recorded once. */
            readonly uid: string;
            /** @constant */
            readonly type: "user.created";
            /** @description RFC 3339 in UTC with milliseconds. */
            readonly time: string;
            readonly project: string;
            readonly actor: components["schemas"]["Actor"];
            readonly data: {
                readonly user: string;
                /** @enum {string} */
                readonly source: "local" | "directory";
            };
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
            readonly source: "local" | "directory";
            /** Format: date-time */
            readonly createdAt: string;
            /** Format: date-time */
            readonly disabledAt?: string;
        };
        readonly WitnessRefusal: {
            /**
             * @description `shorter`: the witness has cosigned more entries than the log has. `rewritten`: it has cosigned others.
             * @enum {string}
             */
            readonly reason: "shorter" | "rewritten";
            /** @description Entries of the checkpoint that was refused. */
            readonly size: number;
            /** @description Entries of the newest checkpoint that the witness has cosigned. */
            readonly witnessedSize: number;
            /** @description The largest cosigned size at which the log has that root; 0 where it has none of them. */
            readonly agreesUpTo?: number;
            /** @description The smallest cosigned size at which it is shorter, or has another root. */
            readonly divergesAt?: number;
        };
        readonly WitnessRefusedEvent: {
            /** @constant */
            readonly v: 1;
            /** @description Given by the producer, so that a retry is recorded once. */
            readonly uid: string;
            /** @constant */
            readonly type: "witness.refused";
            /** @description RFC 3339 in UTC with milliseconds. */
            readonly time: string;
            readonly project: string;
            readonly actor: components["schemas"]["Actor"];
            readonly data: {
                readonly witness: string;
                /** @enum {string} */
                readonly reason: "shorter" | "rewritten";
                readonly size: number;
                readonly witnessedSize: number;
                readonly agreesUpTo?: number;
                readonly divergesAt?: number;
            };
        };
        readonly WitnessState: {
            readonly name: string;
            readonly url: string;
            /**
             * @description `following`: it cosigns what it is sent. `failing`: it does not answer, or not as it should. `refusing`: it has seen another log under this name. `new`: nothing was sent yet.
             * @enum {string}
             */
            readonly state: "new" | "following" | "failing" | "refusing";
            /** @description Entries of the newest checkpoint it has cosigned; 0 before the first. */
            readonly witnessedSize: number;
            readonly witnessedAt?: string;
            readonly failing?: {
                readonly since: string;
                readonly reason: string;
            };
            readonly refusal?: components["schemas"]["WitnessRefusal"];
        };
        readonly WitnessingState: {
            readonly witnesses: readonly components["schemas"]["WitnessState"][];
            /** @description Entries of the largest checkpoint that any witness has cosigned. */
            readonly witnessedSize: number;
            /** @description Since when, without a break, there are entries that no witness has cosigned. */
            readonly unwitnessedSince?: string;
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
            readonly code: "app/address-in-use" | "app/approval-required" | "app/backup-inside" | "app/backup-invalid" | "app/backup-running" | "app/certificate-unusable" | "app/cross-site" | "app/forbidden" | "app/headers-too-large" | "app/identity-needed" | "app/interrupted" | "app/key-provider-unknown" | "app/login-invalid" | "app/media-unsupported" | "app/method-unknown" | "app/not-a-demo" | "app/not-confirmed" | "app/not-empty" | "app/not-found" | "app/not-loopback" | "app/not-running" | "app/output-closed" | "app/passphrase-needed" | "app/passphrase-unusable" | "app/passphrase-wrong" | "app/path-missing" | "app/path-unknown" | "app/request-invalid" | "app/request-timeout" | "app/request-too-large" | "app/restored" | "app/server-refused" | "app/socket-exposed" | "app/source-unreachable" | "app/source-without-ranges" | "app/unauthenticated" | "app/usage" | "app/witness-unreachable" | "core/certificate-invalid" | "core/config-invalid" | "core/crypto-failed" | "core/event-invalid" | "core/identity-invalid" | "core/json-duplicate-key" | "core/json-malformed" | "core/json-not-canonical" | "core/json-too-deep" | "core/json-too-large" | "core/keys-altered" | "core/keys-malformed" | "core/keys-not-for-you" | "core/recipient-invalid" | "core/recipient-last" | "core/recipient-unknown" | "core/sealed-altered" | "core/sealed-key-mismatch" | "core/sealed-malformed" | "core/sealed-misused" | "core/sealed-options-invalid" | "core/sealed-truncated" | "core/unexpected" | "core/utf8-invalid" | "gateway/body-encoding" | "gateway/body-incomplete" | "gateway/body-too-large" | "gateway/budget-exhausted" | "gateway/completion-blocked" | "gateway/conversation-invalid" | "gateway/disk-low" | "gateway/draining" | "gateway/forbidden" | "gateway/limit-reached" | "gateway/method-not-allowed" | "gateway/not-recorded" | "gateway/path-unknown" | "gateway/price-unknown" | "gateway/prompt-blocked" | "gateway/purpose-invalid" | "gateway/request-not-understood" | "gateway/revoked" | "gateway/route-contained" | "gateway/route-missing" | "gateway/route-unknown" | "gateway/subject-invalid" | "gateway/unauthenticated" | "gateway/upstream-not-understood" | "gateway/upstream-refused" | "gateway/upstream-timeout" | "gateway/upstream-unreachable" | "guard/pattern-invalid" | "guard/profile-invalid" | "guard/profile-unknown" | "guard/stream-ended" | "identity/account-elsewhere" | "identity/approval-invalid" | "identity/approval-required" | "identity/approval-unknown" | "identity/authority-exists" | "identity/authority-missing" | "identity/certificate-invalid" | "identity/certificate-unknown" | "identity/code-wrong" | "identity/confirmation-needed" | "identity/grant-beyond" | "identity/grant-invalid" | "identity/grant-unknown" | "identity/idempotency-key-invalid" | "identity/idempotency-key-reused" | "identity/idempotency-running" | "identity/idempotency-unknown" | "identity/key-ended" | "identity/key-invalid" | "identity/key-unknown" | "identity/limit-invalid" | "identity/limit-unknown" | "identity/not-yours" | "identity/passkey-refused" | "identity/password-unfit" | "identity/policy-beyond" | "identity/policy-busy" | "identity/policy-conflict" | "identity/policy-invalid" | "identity/policy-unread" | "identity/policy-version-unknown" | "identity/principal-unknown" | "identity/project-exists" | "identity/project-invalid" | "identity/project-unknown" | "identity/request-unknown" | "identity/reset-needed" | "identity/reset-needs-shell" | "identity/row-damaged" | "identity/second-factor-needed" | "identity/service-exists" | "identity/service-invalid" | "identity/service-unknown" | "identity/sign-in-busy" | "identity/sign-in-failed" | "identity/sign-in-throttled" | "identity/token-invalid" | "identity/too-many-approvals" | "identity/too-many-login-links" | "identity/user-exists" | "identity/user-invalid" | "identity/user-unknown" | "ledger/behind-witness" | "ledger/bodies-locked" | "ledger/body-altered" | "ledger/checkpoint-mismatch" | "ledger/checkpoint-missing" | "ledger/checkpoint-unsigned" | "ledger/closed" | "ledger/damaged" | "ledger/deadline" | "ledger/disk-low" | "ledger/erasures-refused" | "ledger/held" | "ledger/hold-invalid" | "ledger/hold-unknown" | "ledger/key-overlap" | "ledger/keys-exposed" | "ledger/keys-invalid" | "ledger/keys-sealed" | "ledger/not-accessible" | "ledger/not-found" | "ledger/overloaded" | "ledger/projection-stopped" | "ledger/pruned" | "ledger/slice-too-large" | "ledger/subject-unknown" | "ledger/truncated" | "ledger/witness-mismatch" | "ledger/witness-pruned" | "ledger/write-failed" | "store/blob-address" | "store/blob-damaged" | "store/blob-failed" | "store/closed" | "store/conflict" | "store/damaged" | "store/event-late" | "store/in-use" | "store/migration-failed" | "store/not-writable" | "store/query-failed" | "store/schema-newer" | "traffic/request-unknown";
            /** @description What can be done about it. */
            readonly advice: string;
        };
    };
    responses: {
        /** @description Refused. */
        readonly Problem: {
            headers: {
                /** @description Where this takes a second person: the id of the approval that is waited for. */
                readonly "x-ringwall-approval"?: string;
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"];
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
    readonly getAccount: {
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
                    readonly "application/json": components["schemas"]["Account"];
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly addPasskey: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The approval that a second person gave to this very request. */
                readonly "x-ringwall-approval"?: components["parameters"]["Approval"];
                /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
                readonly "idempotency-key"?: components["parameters"]["IdempotencyKey"];
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly ticket: string;
                    readonly name: string;
                    /** @description What `navigator.credentials.create` gives, by its `toJSON`. */
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
                    readonly "application/json": components["schemas"]["FactorAdded"];
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly beginPasskey: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The approval that a second person gave to this very request. */
                readonly "x-ringwall-approval"?: components["parameters"]["Approval"];
                /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
                readonly "idempotency-key"?: components["parameters"]["IdempotencyKey"];
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: {
            readonly content: {
                readonly "application/json": Record<string, never>;
            };
        };
        readonly responses: {
            /** @description Done. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["PasskeySetup"];
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly removePasskey: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The approval that a second person gave to this very request. */
                readonly "x-ringwall-approval"?: components["parameters"]["Approval"];
                /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
                readonly "idempotency-key"?: components["parameters"]["IdempotencyKey"];
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
                    readonly "application/json": Record<string, never>;
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly setPassword: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The approval that a second person gave to this very request. */
                readonly "x-ringwall-approval"?: components["parameters"]["Approval"];
                /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
                readonly "idempotency-key"?: components["parameters"]["IdempotencyKey"];
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
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
                    readonly "application/json": Record<string, never>;
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly makeRecoveryCodes: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The approval that a second person gave to this very request. */
                readonly "x-ringwall-approval"?: components["parameters"]["Approval"];
                /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
                readonly "idempotency-key"?: components["parameters"]["IdempotencyKey"];
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: {
            readonly content: {
                readonly "application/json": Record<string, never>;
            };
        };
        readonly responses: {
            /** @description Done. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["RecoveryCodes"];
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly listOwnSessions: {
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
                    readonly "application/json": {
                        readonly items: readonly components["schemas"]["OwnSession"][];
                        /** @description `cursor` of the next page; absent on the last. */
                        readonly next?: string;
                    };
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly endOtherSessions: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The approval that a second person gave to this very request. */
                readonly "x-ringwall-approval"?: components["parameters"]["Approval"];
                /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
                readonly "idempotency-key"?: components["parameters"]["IdempotencyKey"];
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
                    readonly "application/json": components["schemas"]["SessionsEnded"];
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly endOwnSession: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The approval that a second person gave to this very request. */
                readonly "x-ringwall-approval"?: components["parameters"]["Approval"];
                /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
                readonly "idempotency-key"?: components["parameters"]["IdempotencyKey"];
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
                    readonly "application/json": Record<string, never>;
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly beginTotp: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The approval that a second person gave to this very request. */
                readonly "x-ringwall-approval"?: components["parameters"]["Approval"];
                /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
                readonly "idempotency-key"?: components["parameters"]["IdempotencyKey"];
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: {
            readonly content: {
                readonly "application/json": Record<string, never>;
            };
        };
        readonly responses: {
            /** @description Done. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["TotpSetup"];
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly removeTotp: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The approval that a second person gave to this very request. */
                readonly "x-ringwall-approval"?: components["parameters"]["Approval"];
                /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
                readonly "idempotency-key"?: components["parameters"]["IdempotencyKey"];
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
                    readonly "application/json": Record<string, never>;
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly confirmTotp: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The approval that a second person gave to this very request. */
                readonly "x-ringwall-approval"?: components["parameters"]["Approval"];
                /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
                readonly "idempotency-key"?: components["parameters"]["IdempotencyKey"];
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
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
                    readonly "application/json": components["schemas"]["FactorAdded"];
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly listApprovals: {
        readonly parameters: {
            readonly query?: {
                /** @description At most so many. */
                readonly limit?: number;
                /** @description `next` of the page before; without it the first page. */
                readonly cursor?: string;
                readonly project?: string;
                /** @description `pending` waits for a second person; `approved` may be used once; `expired` came to nothing in its time. */
                readonly state?: "pending" | "approved" | "refused" | "withdrawn" | "used" | "expired";
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
                    readonly "application/json": {
                        readonly items: readonly components["schemas"]["ApprovalSummary"][];
                        /** @description `cursor` of the next page; absent on the last. */
                        readonly next?: string;
                    };
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly getApproval: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
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
                    readonly "application/json": components["schemas"]["ApprovalSummary"];
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly approveRequest: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The approval that a second person gave to this very request. */
                readonly "x-ringwall-approval"?: components["parameters"]["Approval"];
                /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
                readonly "idempotency-key"?: components["parameters"]["IdempotencyKey"];
            };
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
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
                    readonly "application/json": components["schemas"]["ApprovalSummary"];
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly refuseRequest: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The approval that a second person gave to this very request. */
                readonly "x-ringwall-approval"?: components["parameters"]["Approval"];
                /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
                readonly "idempotency-key"?: components["parameters"]["IdempotencyKey"];
            };
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
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
                    readonly "application/json": components["schemas"]["ApprovalSummary"];
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly getAuthority: {
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
                    readonly "application/json": components["schemas"]["AuthoritySummary"];
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly createAuthority: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The approval that a second person gave to this very request. */
                readonly "x-ringwall-approval"?: components["parameters"]["Approval"];
                /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
                readonly "idempotency-key"?: components["parameters"]["IdempotencyKey"];
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: {
            readonly content: {
                readonly "application/json": {
                    /** @description Of the SPIFFE identities it gives; default: one that no other installation has. */
                    readonly trustDomain?: string;
                    /** @description Host names, with those below them, and networks that its certificates may be good for, beside private ones. */
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
                    readonly "application/json": components["schemas"]["AuthoritySummary"];
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly getRevocationList: {
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
                    readonly "application/json": components["schemas"]["RevocationList"];
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly createBackup: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The approval that a second person gave to this very request. */
                readonly "x-ringwall-approval"?: components["parameters"]["Approval"];
                /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
                readonly "idempotency-key"?: components["parameters"]["IdempotencyKey"];
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
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
                    readonly "application/json": components["schemas"]["BackupState"];
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly getLatestBackup: {
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
                    readonly "application/json": components["schemas"]["BackupState"];
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly listCertificates: {
        readonly parameters: {
            readonly query?: {
                /** @description At most so many. */
                readonly limit?: number;
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
                    readonly "application/json": {
                        readonly items: readonly components["schemas"]["CertificateSummary"][];
                        /** @description `cursor` of the next page; absent on the last. */
                        readonly next?: string;
                    };
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly issueCertificate: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The approval that a second person gave to this very request. */
                readonly "x-ringwall-approval"?: components["parameters"]["Approval"];
                /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
                readonly "idempotency-key"?: components["parameters"]["IdempotencyKey"];
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    /** @description PKCS #10 in PEM; only its key is used. */
                    readonly request: string;
                    readonly names?: readonly string[];
                    readonly service?: string;
                    /** @description Default: 30. */
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
                    readonly "application/json": components["schemas"]["IssuedCertificate"];
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly revokeCertificate: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The approval that a second person gave to this very request. */
                readonly "x-ringwall-approval"?: components["parameters"]["Approval"];
                /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
                readonly "idempotency-key"?: components["parameters"]["IdempotencyKey"];
            };
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
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
                    readonly "application/json": components["schemas"]["CertificateSummary"];
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly supplyErasures: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The approval that a second person gave to this very request. */
                readonly "x-ringwall-approval"?: components["parameters"]["Approval"];
                /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
                readonly "idempotency-key"?: components["parameters"]["IdempotencyKey"];
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    /** @description The text of an excerpt (`ringwall/case-slice/1`) of the earlier log. */
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
                    readonly "application/json": components["schemas"]["ErasuresSupplied"];
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly waiveErasures: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The approval that a second person gave to this very request. */
                readonly "x-ringwall-approval"?: components["parameters"]["Approval"];
                /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
                readonly "idempotency-key"?: components["parameters"]["IdempotencyKey"];
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
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
                    readonly "application/json": {
                        /** @description While there is one, kept bodies stay closed (423 ledger/bodies-locked). */
                        readonly locks: readonly components["schemas"]["BodyLock"][];
                    };
                };
            };
            readonly default: components["responses"]["Problem"];
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
                    readonly "text/event-stream": string;
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly getFirstSteps: {
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
                    readonly "application/json": components["schemas"]["FirstSteps"];
                };
            };
            readonly default: components["responses"]["Problem"];
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
                    readonly "application/json": {
                        readonly items: readonly components["schemas"]["GrantSummary"][];
                        /** @description `cursor` of the next page; absent on the last. */
                        readonly next?: string;
                    };
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly createGrant: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The approval that a second person gave to this very request. */
                readonly "x-ringwall-approval"?: components["parameters"]["Approval"];
                /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
                readonly "idempotency-key"?: components["parameters"]["IdempotencyKey"];
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    /** @description A user, service or agent. */
                    readonly to: string;
                    /** @enum {string} */
                    readonly role: "admin" | "security" | "engineer" | "compliance" | "auditor" | "service";
                    /** @description `*` for every project. */
                    readonly project: string;
                    /** @description It is for this alone; absent: for all. */
                    readonly on?: components["schemas"]["GrantedOn"];
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
                    readonly "application/json": components["schemas"]["GrantSummary"];
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly revokeGrant: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The approval that a second person gave to this very request. */
                readonly "x-ringwall-approval"?: components["parameters"]["Approval"];
                /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
                readonly "idempotency-key"?: components["parameters"]["IdempotencyKey"];
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
                    readonly "application/json": Record<string, never>;
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly listHolds: {
        readonly parameters: {
            readonly query?: {
                /** @description At most so many. */
                readonly limit?: number;
                /** @description `next` of the page before; without it the first page. */
                readonly cursor?: string;
                readonly project?: string;
                /** @description Whether released ones are listed too. */
                readonly released?: "true" | "false";
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
                    readonly "application/json": {
                        readonly items: readonly components["schemas"]["LegalHold"][];
                        /** @description `cursor` of the next page; absent on the last. */
                        readonly next?: string;
                    };
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly placeHold: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The approval that a second person gave to this very request. */
                readonly "x-ringwall-approval"?: components["parameters"]["Approval"];
                /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
                readonly "idempotency-key"?: components["parameters"]["IdempotencyKey"];
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
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
                    readonly "application/json": components["schemas"]["LegalHold"];
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly releaseHold: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The approval that a second person gave to this very request. */
                readonly "x-ringwall-approval"?: components["parameters"]["Approval"];
                /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
                readonly "idempotency-key"?: components["parameters"]["IdempotencyKey"];
            };
            readonly path: {
                readonly hold: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
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
                    readonly "application/json": components["schemas"]["LegalHold"];
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly rotateEncryptionKey: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The approval that a second person gave to this very request. */
                readonly "x-ringwall-approval"?: components["parameters"]["Approval"];
                /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
                readonly "idempotency-key"?: components["parameters"]["IdempotencyKey"];
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
                    readonly "application/json": components["schemas"]["EncryptionKeyRotated"];
                };
            };
            readonly default: components["responses"]["Problem"];
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
                /** @description The user, service or agent they belong to. */
                readonly owner?: string;
                readonly state?: "active" | "expired" | "revoked";
                /** @description Found letter by letter, without regard to case, in ids and names. */
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
                    readonly "application/json": {
                        readonly items: readonly components["schemas"]["KeySummary"][];
                        /** @description `cursor` of the next page; absent on the last. */
                        readonly next?: string;
                    };
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly createKey: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The approval that a second person gave to this very request. */
                readonly "x-ringwall-approval"?: components["parameters"]["Approval"];
                /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
                readonly "idempotency-key"?: components["parameters"]["IdempotencyKey"];
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
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
                    readonly "application/json": components["schemas"]["KeyCreated"];
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly getKey: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
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
                    readonly "application/json": components["schemas"]["KeySummary"];
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly revokeKey: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The approval that a second person gave to this very request. */
                readonly "x-ringwall-approval"?: components["parameters"]["Approval"];
                /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
                readonly "idempotency-key"?: components["parameters"]["IdempotencyKey"];
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
                    readonly "application/json": components["schemas"]["KeySummary"];
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly rotateKey: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The approval that a second person gave to this very request. */
                readonly "x-ringwall-approval"?: components["parameters"]["Approval"];
                /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
                readonly "idempotency-key"?: components["parameters"]["IdempotencyKey"];
            };
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: {
            readonly content: {
                readonly "application/json": {
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
                    readonly "application/json": components["schemas"]["KeyCreated"];
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly getLedgerCheckpoint: {
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
                    readonly "text/plain": string;
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly proveLedgerConsistency: {
        readonly parameters: {
            readonly query: {
                readonly from: number;
                readonly to?: number;
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
                    readonly "application/json": components["schemas"]["LedgerConsistency"];
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly listLedgerEntries: {
        readonly parameters: {
            readonly query?: {
                /** @description At most so many. */
                readonly limit?: number;
                /** @description `next` of the page before; without it the first page. */
                readonly cursor?: string;
                /** @description Any of these types; `llm.` stands for all that begin so. */
                readonly type?: readonly string[];
                readonly project?: string;
                /** @description Id of who did it. */
                readonly actor?: string;
                /** @description RFC 3339; the first instant that counts. */
                readonly from?: string;
                /** @description RFC 3339; the first instant that does not count any more. */
                readonly to?: string;
                /** @description Found letter by letter in the canonical JSON of the event, where a quotation mark is `\"`. */
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
                    readonly "application/json": components["schemas"]["LedgerPage"];
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly getLedgerEntry: {
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
                    readonly "application/json": components["schemas"]["LedgerEntry"];
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly followLedger: {
        readonly parameters: {
            readonly query?: {
                /** @description Any of these types; `llm.` stands for all that begin so. */
                readonly type?: readonly string[];
                readonly project?: string;
                /** @description Id of who did it. */
                readonly actor?: string;
                /** @description Only entries from this index on; the next that is recorded where absent. `Last-Event-ID` goes before it. */
                readonly from?: number;
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
                    readonly "text/event-stream": string;
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly exportLedger: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The approval that a second person gave to this very request. */
                readonly "x-ringwall-approval"?: components["parameters"]["Approval"];
                /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
                readonly "idempotency-key"?: components["parameters"]["IdempotencyKey"];
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: {
            readonly content: {
                readonly "application/json": {
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
                    readonly "application/json": unknown;
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly listLedgerKeyChanges: {
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
                    readonly "application/json": components["schemas"]["LedgerKeyChanges"];
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly retireLedgerKey: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The approval that a second person gave to this very request. */
                readonly "x-ringwall-approval"?: components["parameters"]["Approval"];
                /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
                readonly "idempotency-key"?: components["parameters"]["IdempotencyKey"];
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: {
            readonly content: {
                readonly "application/json": Record<string, never>;
            };
        };
        readonly responses: {
            /** @description Done. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** @description The key that is gone; absent where there was none. */
                        readonly retired?: string;
                    };
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly rotateLedgerKey: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The approval that a second person gave to this very request. */
                readonly "x-ringwall-approval"?: components["parameters"]["Approval"];
                /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
                readonly "idempotency-key"?: components["parameters"]["IdempotencyKey"];
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
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
                    readonly "application/json": components["schemas"]["LedgerKeyRotated"];
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly proveLedgerEntry: {
        readonly parameters: {
            readonly query?: {
                /** @description In the checkpoint signed over so many entries; in the newest where absent. */
                readonly size?: number;
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
                    readonly "application/json": components["schemas"]["LedgerProof"];
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly getLedgerWitnesses: {
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
                    readonly "application/json": components["schemas"]["LedgerWitnesses"];
                };
            };
            readonly default: components["responses"]["Problem"];
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
                    readonly "application/json": {
                        readonly items: readonly components["schemas"]["LimitWithUses"][];
                        /** @description `cursor` of the next page; absent on the last. */
                        readonly next?: string;
                    };
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly setLimit: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The approval that a second person gave to this very request. */
                readonly "x-ringwall-approval"?: components["parameters"]["Approval"];
                /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
                readonly "idempotency-key"?: components["parameters"]["IdempotencyKey"];
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly of: string;
                    /** @enum {string} */
                    readonly metric: "requests" | "tokens" | "money" | "concurrency";
                    readonly amount: number;
                    /** @enum {string} */
                    readonly per?: "second" | "minute" | "hour" | "day" | "month";
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
                    readonly "application/json": components["schemas"]["LimitSummary"];
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly removeLimit: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The approval that a second person gave to this very request. */
                readonly "x-ringwall-approval"?: components["parameters"]["Approval"];
                /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
                readonly "idempotency-key"?: components["parameters"]["IdempotencyKey"];
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
                    readonly "application/json": Record<string, never>;
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly createLoginLink: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The approval that a second person gave to this very request. */
                readonly "x-ringwall-approval"?: components["parameters"]["Approval"];
                /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
                readonly "idempotency-key"?: components["parameters"]["IdempotencyKey"];
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: {
            readonly content: {
                readonly "application/json": {
                    /**
                     * @description By id, or by the name they sign in with.
                     * @default usr_local
                     */
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
                    readonly "application/json": components["schemas"]["EntryToken"];
                };
            };
            readonly default: components["responses"]["Problem"];
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
                    readonly "application/json": unknown;
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly getOverview: {
        readonly parameters: {
            readonly query?: {
                /** @description The last so many hours; `from` comes before it. */
                readonly hours?: number;
                /** @description RFC 3339. */
                readonly from?: string;
                /** @description RFC 3339; now where absent. */
                readonly to?: string;
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
                    readonly "application/json": components["schemas"]["Overview"];
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly getPolicies: {
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
                    readonly "application/json": components["schemas"]["Policies"];
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly applyPolicies: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The approval that a second person gave to this very request. */
                readonly "x-ringwall-approval"?: components["parameters"]["Approval"];
                /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
                readonly "idempotency-key"?: components["parameters"]["IdempotencyKey"];
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly text: string;
                    /** @description The version it was written for. */
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
                    readonly "application/json": components["schemas"]["PolicySetText"];
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly checkPolicies: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The approval that a second person gave to this very request. */
                readonly "x-ringwall-approval"?: components["parameters"]["Approval"];
                /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
                readonly "idempotency-key"?: components["parameters"]["IdempotencyKey"];
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
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
                    readonly "application/json": components["schemas"]["PolicyCheck"];
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly explainRequest: {
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
                    readonly "application/json": components["schemas"]["RequestExplanation"];
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly testPolicies: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The approval that a second person gave to this very request. */
                readonly "x-ringwall-approval"?: components["parameters"]["Approval"];
                /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
                readonly "idempotency-key"?: components["parameters"]["IdempotencyKey"];
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly cases: readonly {
                        /** @description `usr_…`, `svc_…`, `agt_…`, `key_…`, `shell`; `user` or `service` for one who holds only what `grants` says. */
                        readonly principal: string;
                        /**
                         * @description How they show it. Default: a key for AI traffic; otherwise a session of users, a key of all others.
                         * @enum {string}
                         */
                        readonly credential?: "key" | "token" | "certificate" | "session";
                        /** @enum {string} */
                        readonly action: "route.invoke" | "route.list" | "route.contain" | "model.list" | "status.read" | "traffic.read" | "body.open" | "ledger.read" | "ledger.export" | "project.list" | "project.create" | "key.list" | "key.create" | "key.rotate" | "key.revoke" | "user.list" | "user.create" | "user.update" | "user.invite" | "service.list" | "service.create" | "service.update" | "grant.list" | "grant.create" | "grant.revoke" | "policy.read" | "policy.test" | "policy.change" | "limit.read" | "limit.set" | "approval.list" | "approval.decide" | "certificate.list" | "certificate.issue" | "certificate.revoke" | "kek.rotate" | "subject.read" | "subject.erase" | "hold.read" | "hold.place" | "hold.release" | "retention.read" | "retention.apply" | "erasures.supply" | "erasures.waive" | "ledger-key.rotate" | "backup.create" | "session.read" | "session.end" | "session.list" | "session.revoke" | "account.read" | "account.change" | "login-link.create";
                        readonly resource: {
                            /** @enum {string} */
                            readonly kind: "route" | "model" | "dataset" | "project" | "server" | "ledger" | "request" | "key" | "session" | "user" | "service" | "grant" | "policy" | "limit" | "approval" | "certificate" | "subject" | "hold";
                            readonly id: string;
                            /** @description Absent: it belongs to the whole installation. */
                            readonly project?: string;
                        };
                        readonly model?: string;
                        readonly purpose?: string;
                        readonly address?: string;
                        /**
                         * Format: date-time
                         * @description Default: now.
                         */
                        readonly at?: string;
                        /** @description In the place of what they hold. */
                        readonly grants?: readonly {
                            /** @enum {string} */
                            readonly role: "admin" | "security" | "engineer" | "compliance" | "auditor" | "service";
                            /** @description `*` for every project. */
                            readonly project: string;
                            readonly on?: components["schemas"]["GrantedOn"];
                        }[];
                        /** @description For people. */
                        readonly name?: string;
                        /** @enum {string} */
                        readonly expect: "allow" | "deny";
                        /** @description One of the policies that must have decided it. */
                        readonly policy?: string;
                    }[];
                    /** @description In the place of the own policies in force. */
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
                    readonly "application/json": components["schemas"]["PolicyTest"];
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly listPolicyVersions: {
        readonly parameters: {
            readonly query?: {
                /** @description At most so many. */
                readonly limit?: number;
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
                    readonly "application/json": {
                        readonly items: readonly components["schemas"]["PolicyVersion"][];
                        /** @description `cursor` of the next page; absent on the last. */
                        readonly next?: string;
                    };
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly getPolicyVersion: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly version: string;
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
                    readonly "application/json": components["schemas"]["PolicySetText"];
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly explainQuestion: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The approval that a second person gave to this very request. */
                readonly "x-ringwall-approval"?: components["parameters"]["Approval"];
                /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
                readonly "idempotency-key"?: components["parameters"]["IdempotencyKey"];
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    /** @description `usr_…`, `svc_…`, `agt_…`, `key_…`, `shell`; `user` or `service` for one who holds only what `grants` says. */
                    readonly principal: string;
                    /**
                     * @description How they show it. Default: a key for AI traffic; otherwise a session of users, a key of all others.
                     * @enum {string}
                     */
                    readonly credential?: "key" | "token" | "certificate" | "session";
                    /** @enum {string} */
                    readonly action: "route.invoke" | "route.list" | "route.contain" | "model.list" | "status.read" | "traffic.read" | "body.open" | "ledger.read" | "ledger.export" | "project.list" | "project.create" | "key.list" | "key.create" | "key.rotate" | "key.revoke" | "user.list" | "user.create" | "user.update" | "user.invite" | "service.list" | "service.create" | "service.update" | "grant.list" | "grant.create" | "grant.revoke" | "policy.read" | "policy.test" | "policy.change" | "limit.read" | "limit.set" | "approval.list" | "approval.decide" | "certificate.list" | "certificate.issue" | "certificate.revoke" | "kek.rotate" | "subject.read" | "subject.erase" | "hold.read" | "hold.place" | "hold.release" | "retention.read" | "retention.apply" | "erasures.supply" | "erasures.waive" | "ledger-key.rotate" | "backup.create" | "session.read" | "session.end" | "session.list" | "session.revoke" | "account.read" | "account.change" | "login-link.create";
                    readonly resource: {
                        /** @enum {string} */
                        readonly kind: "route" | "model" | "dataset" | "project" | "server" | "ledger" | "request" | "key" | "session" | "user" | "service" | "grant" | "policy" | "limit" | "approval" | "certificate" | "subject" | "hold";
                        readonly id: string;
                        /** @description Absent: it belongs to the whole installation. */
                        readonly project?: string;
                    };
                    readonly model?: string;
                    readonly purpose?: string;
                    readonly address?: string;
                    /**
                     * Format: date-time
                     * @description Default: now.
                     */
                    readonly at?: string;
                    /** @description In the place of what they hold. */
                    readonly grants?: readonly {
                        /** @enum {string} */
                        readonly role: "admin" | "security" | "engineer" | "compliance" | "auditor" | "service";
                        /** @description `*` for every project. */
                        readonly project: string;
                        readonly on?: components["schemas"]["GrantedOn"];
                    }[];
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
                    readonly "application/json": components["schemas"]["Explanation"];
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly getPosture: {
        readonly parameters: {
            readonly query?: {
                /** @description The last so many hours; `from` comes before it. */
                readonly hours?: number;
                /** @description RFC 3339. */
                readonly from?: string;
                /** @description RFC 3339; now where absent. */
                readonly to?: string;
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
                    readonly "application/json": components["schemas"]["Posture"];
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly listProjects: {
        readonly parameters: {
            readonly query?: {
                /** @description At most so many. */
                readonly limit?: number;
                /** @description `next` of the page before; without it the first page. */
                readonly cursor?: string;
                /** @description Found letter by letter, without regard to case, in ids and names. */
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
                    readonly "application/json": {
                        readonly items: readonly components["schemas"]["ProjectSummary"][];
                        /** @description `cursor` of the next page; absent on the last. */
                        readonly next?: string;
                    };
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly createProject: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The approval that a second person gave to this very request. */
                readonly "x-ringwall-approval"?: components["parameters"]["Approval"];
                /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
                readonly "idempotency-key"?: components["parameters"]["IdempotencyKey"];
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
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
                    readonly "application/json": components["schemas"]["ProjectSummary"];
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly listRequests: {
        readonly parameters: {
            readonly query?: {
                readonly project?: string;
                /** @description The verdict. */
                readonly decision?: "allow" | "flag" | "redact" | "require-approval" | "block";
                /** @description `failed`: ended in any way but completed or blocked. */
                readonly state?: "open" | "completed" | "blocked" | "upstream-error" | "upstream-timeout" | "client-disconnected" | "not-recorded" | "aborted" | "revoked" | "contained" | "failed";
                readonly route?: string;
                /** @description Id of a key, a token or a certificate. */
                readonly key?: string;
                /** @description Id of a user, a service or an agent. */
                readonly who?: string;
                readonly protocol?: "openai" | "anthropic";
                readonly model?: string;
                /** @description A finding of it: `detector/rule`, or `detector/` for any rule of a detector; of several, with commas, one. */
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
                readonly sort?: "newest" | "oldest" | "slowest" | "costliest";
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
                    readonly "application/json": {
                        readonly items: readonly components["schemas"]["RequestRow"][];
                        /** @description `cursor` of the next page; absent on the last. */
                        readonly next?: string;
                    };
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly countRequests: {
        readonly parameters: {
            readonly query?: {
                readonly project?: string;
                /** @description The verdict. */
                readonly decision?: "allow" | "flag" | "redact" | "require-approval" | "block";
                /** @description `failed`: ended in any way but completed or blocked. */
                readonly state?: "open" | "completed" | "blocked" | "upstream-error" | "upstream-timeout" | "client-disconnected" | "not-recorded" | "aborted" | "revoked" | "contained" | "failed";
                readonly route?: string;
                /** @description Id of a key, a token or a certificate. */
                readonly key?: string;
                /** @description Id of a user, a service or an agent. */
                readonly who?: string;
                readonly protocol?: "openai" | "anthropic";
                readonly model?: string;
                /** @description A finding of it: `detector/rule`, or `detector/` for any rule of a detector; of several, with commas, one. */
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
                readonly sort?: "newest" | "oldest" | "slowest" | "costliest";
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
                    readonly "application/json": {
                        readonly count: number;
                        /** @description Of how many entries of the ledger: with it a list has exactly these rows. */
                        readonly size: number;
                    };
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly exportRequests: {
        readonly parameters: {
            readonly query?: {
                readonly project?: string;
                /** @description The verdict. */
                readonly decision?: "allow" | "flag" | "redact" | "require-approval" | "block";
                /** @description `failed`: ended in any way but completed or blocked. */
                readonly state?: "open" | "completed" | "blocked" | "upstream-error" | "upstream-timeout" | "client-disconnected" | "not-recorded" | "aborted" | "revoked" | "contained" | "failed";
                readonly route?: string;
                /** @description Id of a key, a token or a certificate. */
                readonly key?: string;
                /** @description Id of a user, a service or an agent. */
                readonly who?: string;
                readonly protocol?: "openai" | "anthropic";
                readonly model?: string;
                /** @description A finding of it: `detector/rule`, or `detector/` for any rule of a detector; of several, with commas, one. */
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
                readonly sort?: "newest" | "oldest" | "slowest" | "costliest";
                readonly format?: "csv" | "jsonl";
                /** @description At most so many rows. */
                readonly limit?: number;
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
                    readonly "text/csv": string;
                    readonly "application/x-ndjson": unknown;
                };
            };
            readonly default: components["responses"]["Problem"];
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
                    readonly "application/json": components["schemas"]["RequestDetail"];
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly openRequestBodies: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The approval that a second person gave to this very request. */
                readonly "x-ringwall-approval"?: components["parameters"]["Approval"];
            };
            readonly path: {
                readonly request: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
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
                    readonly "application/json": components["schemas"]["OpenedBodies"];
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly getRetention: {
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
                    readonly "application/json": components["schemas"]["Retention"];
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly applyRetention: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The approval that a second person gave to this very request. */
                readonly "x-ringwall-approval"?: components["parameters"]["Approval"];
                /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
                readonly "idempotency-key"?: components["parameters"]["IdempotencyKey"];
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: {
            readonly content: {
                readonly "application/json": {
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
                    readonly "application/json": components["schemas"]["RetentionRun"];
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly getRoles: {
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
                    readonly "application/json": components["schemas"]["Roles"];
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly listRoutes: {
        readonly parameters: {
            readonly query?: {
                /** @description At most so many. */
                readonly limit?: number;
                /** @description `next` of the page before; without it the first page. */
                readonly cursor?: string;
                readonly project?: string;
                readonly state?: "in-service" | "contained";
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
                    readonly "application/json": {
                        readonly items: readonly components["schemas"]["Route"][];
                        /** @description `cursor` of the next page; absent on the last. */
                        readonly next?: string;
                    };
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly containRoute: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The approval that a second person gave to this very request. */
                readonly "x-ringwall-approval"?: components["parameters"]["Approval"];
                /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
                readonly "idempotency-key"?: components["parameters"]["IdempotencyKey"];
            };
            readonly path: {
                readonly name: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly reason: string;
                    /** @description After so long it ends by itself. */
                    readonly minutes: number;
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
                    readonly "application/json": components["schemas"]["Route"];
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly releaseRoute: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The approval that a second person gave to this very request. */
                readonly "x-ringwall-approval"?: components["parameters"]["Approval"];
                /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
                readonly "idempotency-key"?: components["parameters"]["IdempotencyKey"];
            };
            readonly path: {
                readonly name: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
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
                    readonly "application/json": components["schemas"]["Route"];
                };
            };
            readonly default: components["responses"]["Problem"];
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
                readonly type?: "service" | "agent";
                readonly state?: "active" | "disabled";
                /** @description Found letter by letter, without regard to case, in ids and names. */
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
                    readonly "application/json": {
                        readonly items: readonly components["schemas"]["ServiceSummary"][];
                        /** @description `cursor` of the next page; absent on the last. */
                        readonly next?: string;
                    };
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly createService: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The approval that a second person gave to this very request. */
                readonly "x-ringwall-approval"?: components["parameters"]["Approval"];
                /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
                readonly "idempotency-key"?: components["parameters"]["IdempotencyKey"];
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
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
                    readonly "application/json": components["schemas"]["ServiceSummary"];
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly getService: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
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
                    readonly "application/json": components["schemas"]["ServiceSummary"];
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly disableService: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The approval that a second person gave to this very request. */
                readonly "x-ringwall-approval"?: components["parameters"]["Approval"];
                /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
                readonly "idempotency-key"?: components["parameters"]["IdempotencyKey"];
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
                    readonly "application/json": components["schemas"]["ServiceSummary"];
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly enableService: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The approval that a second person gave to this very request. */
                readonly "x-ringwall-approval"?: components["parameters"]["Approval"];
                /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
                readonly "idempotency-key"?: components["parameters"]["IdempotencyKey"];
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
                    readonly "application/json": components["schemas"]["ServiceSummary"];
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly getSession: {
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
                    readonly "application/json": components["schemas"]["Session"];
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly beginSession: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    /** @description Of a login link or an invitation. */
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
                    readonly "application/json": components["schemas"]["BegunSession"];
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly signOut: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The approval that a second person gave to this very request. */
                readonly "x-ringwall-approval"?: components["parameters"]["Approval"];
                /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
                readonly "idempotency-key"?: components["parameters"]["IdempotencyKey"];
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
                    readonly "application/json": Record<string, never>;
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly listSessions: {
        readonly parameters: {
            readonly query?: {
                /** @description At most so many. */
                readonly limit?: number;
                /** @description `next` of the page before; without it the first page. */
                readonly cursor?: string;
                /** @description By id, or by the name they sign in with. */
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
                    readonly "application/json": {
                        readonly items: readonly components["schemas"]["SessionSummary"][];
                        /** @description `cursor` of the next page; absent on the last. */
                        readonly next?: string;
                    };
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly endSession: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The approval that a second person gave to this very request. */
                readonly "x-ringwall-approval"?: components["parameters"]["Approval"];
                /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
                readonly "idempotency-key"?: components["parameters"]["IdempotencyKey"];
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
                    readonly "application/json": Record<string, never>;
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly getSignInMethods: {
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
                    readonly "application/json": components["schemas"]["SignInMethods"];
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly endProviderSignIn: {
        readonly parameters: {
            readonly query?: {
                readonly code?: string;
                readonly state?: string;
                readonly error?: string;
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
                    readonly "text/html; charset=utf-8": string;
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly beginProviderSignIn: {
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
                    readonly "text/html; charset=utf-8": string;
                };
            };
            /** @description Elsewhere. */
            readonly 303: {
                headers: {
                    readonly location?: string;
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly signInWithPasskey: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly ticket: string;
                    /** @description What `navigator.credentials.get` gives, by its `toJSON`. */
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
                    readonly "application/json": components["schemas"]["SignInReply"];
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly beginPasskeySignIn: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: {
            readonly content: {
                readonly "application/json": {
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
                    readonly "application/json": components["schemas"]["PasskeyChallenge"];
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly signInWithPassword: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
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
                    readonly "application/json": components["schemas"]["SignInReply"];
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly signInWithCode: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
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
                    readonly "application/json": components["schemas"]["SignInReply"];
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly getStatus: {
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
                    readonly "application/json": components["schemas"]["Status"];
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly eraseSubject: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The approval that a second person gave to this very request. */
                readonly "x-ringwall-approval"?: components["parameters"]["Approval"];
                /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
                readonly "idempotency-key"?: components["parameters"]["IdempotencyKey"];
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly name: string;
                    /** @default default */
                    readonly project?: string;
                    readonly reason: string;
                } | {
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
                    readonly "application/json": components["schemas"]["Erased"];
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly findSubject: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The approval that a second person gave to this very request. */
                readonly "x-ringwall-approval"?: components["parameters"]["Approval"];
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly name: string;
                    /** @default default */
                    readonly project?: string;
                } | {
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
                    readonly "application/json": components["schemas"]["SubjectSummary"];
                };
            };
            readonly default: components["responses"]["Problem"];
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
                    readonly "application/json": {
                        readonly items: readonly components["schemas"]["IssuerSummary"][];
                        /** @description `cursor` of the next page; absent on the last. */
                        readonly next?: string;
                    };
                };
            };
            readonly default: components["responses"]["Problem"];
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
                    readonly "application/json": {
                        readonly items: readonly components["schemas"]["TokenRevocation"][];
                        /** @description `cursor` of the next page; absent on the last. */
                        readonly next?: string;
                    };
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly revokeTokens: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The approval that a second person gave to this very request. */
                readonly "x-ringwall-approval"?: components["parameters"]["Approval"];
                /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
                readonly "idempotency-key"?: components["parameters"]["IdempotencyKey"];
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly id: string;
                } | {
                    readonly issuer: string;
                    readonly jti: string;
                } | {
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
                    readonly "application/json": components["schemas"]["TokenRevocation"];
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly getUsage: {
        readonly parameters: {
            readonly query?: {
                readonly by?: "key" | "who" | "project" | "route" | "model";
                /** @description The day or the month (UTC) so far. */
                readonly per?: "day" | "month";
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
                    readonly "application/json": components["schemas"]["Usage"];
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly listUsers: {
        readonly parameters: {
            readonly query?: {
                /** @description At most so many. */
                readonly limit?: number;
                /** @description `next` of the page before; without it the first page. */
                readonly cursor?: string;
                readonly state?: "active" | "disabled";
                /** @description Found letter by letter, without regard to case, in ids and names. */
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
                    readonly "application/json": {
                        readonly items: readonly components["schemas"]["PersonSummary"][];
                        /** @description `cursor` of the next page; absent on the last. */
                        readonly next?: string;
                    };
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly createUser: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The approval that a second person gave to this very request. */
                readonly "x-ringwall-approval"?: components["parameters"]["Approval"];
                /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
                readonly "idempotency-key"?: components["parameters"]["IdempotencyKey"];
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
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
                    readonly "application/json": components["schemas"]["UserSummary"];
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly getUser: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
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
                    readonly "application/json": components["schemas"]["PersonSummary"];
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly disableUser: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The approval that a second person gave to this very request. */
                readonly "x-ringwall-approval"?: components["parameters"]["Approval"];
                /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
                readonly "idempotency-key"?: components["parameters"]["IdempotencyKey"];
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
                    readonly "application/json": components["schemas"]["UserSummary"];
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly enableUser: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The approval that a second person gave to this very request. */
                readonly "x-ringwall-approval"?: components["parameters"]["Approval"];
                /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
                readonly "idempotency-key"?: components["parameters"]["IdempotencyKey"];
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
                    readonly "application/json": components["schemas"]["UserSummary"];
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly inviteUser: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The approval that a second person gave to this very request. */
                readonly "x-ringwall-approval"?: components["parameters"]["Approval"];
                /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
                readonly "idempotency-key"?: components["parameters"]["IdempotencyKey"];
            };
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: {
            readonly content: {
                readonly "application/json": {
                    /**
                     * @description Takes away what they signed in with before.
                     * @default false
                     */
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
                    readonly "application/json": components["schemas"]["EntryToken"];
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly unlockUser: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The approval that a second person gave to this very request. */
                readonly "x-ringwall-approval"?: components["parameters"]["Approval"];
                /** @description A text of your own for this request. The same again within 24 hours gets the same answer and does nothing twice. */
                readonly "idempotency-key"?: components["parameters"]["IdempotencyKey"];
            };
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: {
            readonly content: {
                readonly "application/json": Record<string, never>;
            };
        };
        readonly responses: {
            /** @description Done. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["UserSummary"];
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly getHealth: {
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
                    readonly "application/json": {
                        /** @constant */
                        readonly status: "ok";
                    };
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly getTlogCheckpoint: {
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
                    readonly "text/plain": string;
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly getTlogTile: {
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
                    readonly "application/octet-stream": unknown;
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
    readonly getReadiness: {
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
                    readonly "application/json": components["schemas"]["Readiness"];
                };
            };
            /** @description Not now. */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Readiness"];
                };
            };
            readonly default: components["responses"]["Problem"];
        };
    };
}
