import { existsSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { bring, toolchain } from '../toolchain/bring.mjs';

/** One Node that the packages must run on. */
export interface MatrixNode {
  /** `node-22` */
  readonly name: string;
  readonly binary: string;
}

/** The oldest, the current and the newest supported line of Node, fetched once from the npm registry. */
export const matrixNodes = (): readonly MatrixNode[] => {
  if (!bring('matrix', 'Node 22, 24 and 26', (line) => void process.stderr.write(`${line}\n`))) {
    throw new Error(
      'npm could not fetch Node 22, 24 and 26 into packages/repo/toolchain/matrix; is the npm registry reachable?',
    );
  }
  return ['node-22', 'node-24', 'node-26'].map((name) => {
    const binary = path.join(toolchain, 'matrix/node_modules', name, 'bin/node');
    if (!existsSync(binary))
      throw new Error(`${name} is not in toolchain/matrix for ${process.platform}-${process.arch}.`);
    return { name, binary };
  });
};
