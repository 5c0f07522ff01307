/** Where a command reads and writes; tests pass their own. */
export interface CommandIo {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  stdout(text: string): void;
  stderr(text: string): void;
  /**
   * Asks the application's configuration something. The module at `entry`, whose export `describe` is a {@link Describer},
   * runs in a process of its own that imports `plumbline.config.ts`; what it returns comes back as JSON. Rejects with
   * PLB_CONFIG_INVALID where there is no configuration or no answer in time, and with the describer's own error.
   */
  describe<Answer>(entry: URL, args?: readonly string[], options?: DescribeOptions): Promise<Answer>;
}

/** How a configuration is asked. */
export interface DescribeOptions {
  /** Milliseconds until the process that was asked is ended. @default 20000 */
  readonly timeoutMs?: number;
}

/** Reads something out of a configuration, in the process that imported it; what it returns must be JSON. */
export type Describer = (config: unknown, args: readonly string[]) => unknown;

/**
 * 0: done and nothing to say. 1: findings. 2: wrong usage, or it could not be checked. 3: a change widens what leaves,
 * and nobody approved it.
 */
export type ExitCode = 0 | 1 | 2 | 3;

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

/** One statement that a store still needs, or a difference that no statement of ours made. */
export interface MigrationStep {
  readonly id: string;
  readonly checksum: string;
  readonly statement: string;
  /** Set where the store is not what this step once made of it: what differs, and what to do. It is never applied. */
  readonly drift?: string;
}

/**
 * A store that `plumbline migrate` brings up to date. A package brings its own by exporting
 * `migrations: readonly MigrationTarget[]` from its `./cli` subpath.
 */
export interface MigrationTarget {
  /** What `--only` names. */
  readonly name: string;
  /** What is missing or differs, in order, without changing anything; undefined where the store is off in this environment. */
  plan(io: CommandIo): Promise<readonly MigrationStep[] | undefined>;
  /** Applies what {@link MigrationTarget.plan} gave. */
  apply(io: CommandIo, steps: readonly MigrationStep[]): Promise<void>;
}
