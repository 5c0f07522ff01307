/** Frameworks by the package that an application installs, the ones that others are built on last. */
const FRAMEWORKS: Readonly<Record<string, string>> = {
  '@nestjs/core': 'nest',
  next: 'next',
  fastify: 'fastify',
  hono: 'hono',
  koa: 'koa',
  express: 'express',
};

/** A framework that `@plumbline/node` has an entry for. */
export interface Framework {
  /** Name of the entry. */
  readonly name: string;
  /** What the application installs. */
  readonly package: string;
}

/** The framework of an application; undefined where its dependencies name none that is known. */
export function frameworkOf(dependencies: Readonly<Record<string, string>>): Framework | undefined {
  const found = Object.entries(FRAMEWORKS).find(([name]) => Object.hasOwn(dependencies, name));
  return found && { package: found[0], name: found[1] };
}
