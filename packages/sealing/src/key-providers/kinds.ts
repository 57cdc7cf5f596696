import { awsKms } from './aws-kms/aws-kms.ts';
import { azureKeyVault } from './azure-key-vault/azure-key-vault.ts';
import { fileProviderKind } from './file/file-provider.ts';
import { googleKms } from './google-kms/google-kms.ts';
import type { KeyProviderKind } from './key-provider-kind.ts';
import { osKeyringProviderKind } from './os-keyring/os-keyring-provider.ts';
import { pkcs11ProviderKind } from './pkcs11/pkcs11-provider.ts';
import { vaultTransit } from './vault-transit/vault-transit.ts';

/** Every kind of key provider there is. To add one: a folder beside this file, and a line here. */
export const keyProviderKinds: readonly KeyProviderKind[] = [
  fileProviderKind,
  osKeyringProviderKind,
  pkcs11ProviderKind,
  vaultTransit,
  awsKms,
  googleKms,
  azureKeyVault,
];
