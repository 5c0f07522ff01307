/** Where a command reads and writes; tests pass their own. */
export interface CommandIo {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  stdout(text: string): void;
  stderr(text: string): void;
}

/** 0: done and nothing to say. 1: findings. 2: wrong usage, or it could not be checked. */
export type ExitCode = 0 | 1 | 2;

/**
 * One command of `plumbline`. A package brings its own by exporting `commands: readonly Command[]` from its `./cli`
 * subpath; the command line finds it in the application's installation.
 */
export interface Command {
  /** Lower-case words joined by `-`. */
  readonly name: string;
  /** One line for `plumbline --help`. */
  readonly summary: string;
  run(args: readonly string[], io: CommandIo): Promise<ExitCode>;
}
