import type { StackModel } from '../../model/stack-model.ts';
import { composeFiles } from './overlay.ts';
import { type ComposeFile, readCompose } from './read-compose.ts';

/** What the overlay says, as Compose reads it. */
export function overlayOf(model: StackModel): ComposeFile {
  const overlay = readCompose(composeFiles(model).find(({ path }) => path.endsWith('.yml'))?.text ?? '');
  if ('fault' in overlay) throw new TypeError(overlay.fault);
  return overlay;
}

export const shared = (a: readonly string[], b: readonly string[]): readonly string[] =>
  a.filter((name) => b.includes(name));

const KINDS = { volumes: 'volume', networks: 'network', secrets: 'secret' } as const;

/**
 * Names that the application's compose file and the overlay both have. Compose merges them without a word: the application
 * would lose its image, or share the data of a part, and neither side means that. The overlay has no `configs`.
 */
export function sameNames(model: StackModel, own: ComposeFile): readonly string[] {
  const overlay = overlayOf(model);
  const parts = Object.keys(overlay.services).filter((name) => name !== model.compose.service);
  return [
    ...shared(Object.keys(own.services), parts).map((name) => `service \`${name}\``),
    ...(['volumes', 'networks', 'secrets'] as const).flatMap((kind) =>
      shared(own[kind], overlay[kind]).map((name) => `${KINDS[kind]} \`${name}\``),
    ),
  ];
}
