import type { components, paths } from './schema.ts';

/** What a query may say. */
export type Query = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

type Method = 'get' | 'post' | 'delete';
type Operation<Verb extends Method, Path extends keyof paths> = NonNullable<paths[Path][Verb]>;

/** The paths that answer a method. */
export type PathOf<Verb extends Method> = {
  [Path in keyof paths]: paths[Path][Verb] extends { readonly responses: unknown } ? Path : never;
}[keyof paths];

/** A named schema of the API, as the server answers it: `Schema<'KeySummary'>`. */
export type Schema<Name extends keyof components['schemas']> = components['schemas'][Name];

/** What a path answers with. */
export type ReplyOf<Verb extends Method, Path extends PathOf<Verb>> =
  Operation<Verb, Path> extends {
    readonly responses: { readonly 200: { content: { readonly 'application/json': infer Reply } } };
  }
    ? Reply
    : unknown;

/** One of what a list answers in pages. */
export type ItemOf<Path extends PathOf<'get'>> =
  ReplyOf<'get', Path> extends { readonly items: readonly (infer Item)[] } ? Item : never;

/** The paths whose answers are pages of a list. */
export type ListPath = {
  [Path in PathOf<'get'>]: [ItemOf<Path>] extends [never] ? never : Path;
}[PathOf<'get'>];

type PathParameters<Verb extends Method, Path extends PathOf<Verb>> =
  Operation<Verb, Path> extends {
    readonly parameters: { readonly path: infer Given extends Readonly<Record<string, string>> };
  }
    ? { readonly path: Given }
    : { readonly path?: never };

type QueryParameters<Verb extends Method, Path extends PathOf<Verb>> =
  Operation<Verb, Path> extends {
    readonly parameters: { readonly query: infer Given extends Query };
  }
    ? { readonly query: Loosely<Given> }
    : Operation<Verb, Path> extends { readonly parameters: { readonly query?: infer Given extends Query } }
      ? { readonly query?: Loosely<NonNullable<Given>> | undefined }
      : { readonly query?: never };

/** What is not set may also be there and undefined. */
type Loosely<Given extends Query> = { readonly [Name in keyof Given]: Given[Name] | undefined };

/** What a path of `get` is asked with. */
export type Asking<Path extends PathOf<'get'>> = PathParameters<'get', Path> & QueryParameters<'get', Path>;

/** What a path of `post` or `delete` is sent. */
export type Sending<Verb extends 'post' | 'delete', Path extends PathOf<Verb>> = PathParameters<Verb, Path> &
  QueryParameters<Verb, Path> &
  (Operation<Verb, Path> extends { readonly requestBody: { readonly content: infer Content } }
    ? { readonly body: BodyOf<Content> }
    : Operation<Verb, Path> extends { readonly requestBody?: { readonly content: infer Content } }
      ? { readonly body?: BodyOf<Content> | undefined }
      : { readonly body?: never });

/** What a path of `post` or `delete` is sent as its body. */
export type SentTo<Verb extends 'post' | 'delete', Path extends PathOf<Verb>> =
  Sending<Verb, Path> extends { readonly body?: infer Sent } ? NonNullable<Sent> : never;

type BodyOf<Content> = Content extends { readonly 'application/json': infer Body } ? Body : never;

/** The argument may be left out where nothing in it has to be said. */
export type Given<Options> = Record<never, never> extends Options ? [options?: Options] : [options: Options];
