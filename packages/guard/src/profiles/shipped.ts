import { balanced } from './balanced.ts';
import { observe } from './observe.ts';
import type { Profile } from './profile.ts';
import { strict } from './strict.ts';

/** From the mildest to the strictest. To add one: one file, one line. */
export const shippedProfiles: readonly Profile[] = [observe, balanced, strict];

/** The profile of a route that names none. */
export const defaultProfile = balanced.id;
