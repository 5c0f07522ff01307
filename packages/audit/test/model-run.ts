import { deepEqual as same } from 'node:assert/strict';
import path from 'node:path';
import type { AuditRow } from '../src/index.ts';
import type { Seal } from '../src/seal.ts';
import {
  checkedSeals,
  checkTrail,
  copySpool,
  copyState,
  type Life,
  restoreSpool,
  spoolText,
  startLife,
} from './model-world.ts';
import type { MortalStep, Step } from './model-steps.ts';

/** The protocol between spool, store, sealer and keeper, beside what has to be true of it. */
export class Run {
  private readonly folder: string;
  private lives = 0;
  private life: Life | undefined;
  /** Records whose caller was told that they are kept. */
  private readonly accepted = new Set<string>();
  /** Those of them that a power loss must not take. */
  private readonly durable = new Set<string>();
  /** Those that a signed statement may have taken away. */
  private readonly pruned = new Set<string>();
  private synced: string | undefined;
  /** A seal that its sealer made and did not store. */
  private unstored: Seal | undefined;
  private readonly happened: (what: string) => void;

  /** @param happened is told of each crash and each refused seal, so that a test can say that they happened at all */
  constructor(folder: string, happened: (what: string) => void) {
    this.folder = folder;
    this.happened = happened;
  }

  private at(life: number): string {
    return path.join(this.folder, String(life));
  }

  private get current(): Life {
    if (!this.life) throw new Error('no process is alive');
    return this.life;
  }

  async start(): Promise<void> {
    this.life = await startLife(this.at(this.lives), this.at(this.lives + 1));
  }

  /** The next life begins with the files that the dead one left; its objects are let go. */
  private async startNext(): Promise<void> {
    const dead = this.current;
    this.lives += 1;
    await this.start();
    await dead.abandon();
  }

  private async kill(): Promise<void> {
    copyState(this.at(this.lives), this.at(this.lives + 1));
    await this.startNext();
  }

  /** What was not synced is gone: the spool is as it was when a record was last acknowledged as durable. */
  private async losePower(): Promise<void> {
    if (this.synced === undefined) return;
    this.happened('power lost');
    copyState(this.at(this.lives), this.at(this.lives + 1));
    restoreSpool(this.synced, this.at(this.lives + 1));
    const kept = new Set([...(await this.storedIds()), ...this.durable]);
    for (const id of this.accepted) if (!kept.has(id)) this.accepted.delete(id);
    await this.startNext();
  }

  private stored(): Promise<readonly AuditRow[]> {
    return this.current.store.read({ limit: 100_000 });
  }

  /** What is stored of the application's records; the keeper's own are beside them. */
  private async storedIds(): Promise<string[]> {
    const rows = (await this.stored()).filter(({ action }) => action !== 'audit.pruned');
    return rows.map(({ id }) => id);
  }

  private async record(count: number, durable: boolean): Promise<void> {
    const { audit } = this.current;
    const receipts = Array.from({ length: count }, (_, n) => {
      const subject = { type: 'user', id: `u_${n}` } as const;
      return n % 2 === 0 ? audit.record('user.created', { subject }) : audit.record('role.changed', { subject });
    });
    for (const { id } of receipts) this.accepted.add(id);
    if (!durable) return;
    await Promise.all(receipts.map((receipt) => receipt.durable));
    for (const id of this.accepted) this.durable.add(id);
    this.synced = path.join(this.folder, `synced-${this.accepted.size}`);
    copySpool(this.at(this.lives), this.synced);
  }

  /** Does something that may end the process at a point within it. */
  private async mortally({ kind, point, skip }: MortalStep, work: () => Promise<unknown>): Promise<void> {
    const life = this.current;
    life.crashAt = point;
    life.skip = skip;
    const ended = await work().then(
      () => undefined,
      (error: unknown) => error,
    );
    life.crashAt = 'none';
    if (life.crashed) {
      this.happened(`${kind}, ${point}`);
      this.unstored = life.unstored ?? this.unstored;
      return this.startNext();
    }
    if (ended !== undefined) throw ended;
  }

  /**
   * What still lies in a spool is stored first: retention is longer than any spool waits, and a record that came back after
   * its pruning would be sealed a second time.
   */
  private async prune(it: Extract<Step, { readonly kind: 'prune' }>): Promise<void> {
    const { audit, keeper } = this.current;
    await audit.flush({ timeoutMs: 30_000 });
    const before = Date.now() + 1;
    for (const row of await this.stored()) {
      if (it.classes.some((name) => name === row.class)) this.pruned.add(row.id);
    }
    // A power loss must not bring an older spool back either.
    this.synced = undefined;
    await this.mortally(it, () => keeper.prune({ before, classes: it.classes }));
  }

  /** A sealer that was frozen with its seal in hand goes on after others have sealed. */
  private async thaw(): Promise<void> {
    const { unstored } = this;
    const { evidence } = this.current;
    if (!unstored) return;
    const before = await checkedSeals(evidence);
    const thawed = await evidence.addSeal(unstored, 'frozen').then(
      () => 'stored',
      (error: { readonly code?: string }) => error.code,
    );
    same(thawed, 'PLB_AUDIT_SEAL');
    this.happened('thawed');
    same((await checkedSeals(evidence)).length, before.length);
  }

  async take(it: Step): Promise<void> {
    if (it.kind === 'record') return this.record(it.count, it.durable);
    if (it.kind === 'drain') return this.mortally(it, () => this.current.audit.flush({ timeoutMs: 30_000 }));
    if (it.kind === 'seal') return this.mortally(it, () => this.current.sealer.sealNow());
    if (it.kind === 'prune') return this.prune(it);
    if (it.kind === 'thaw') return this.thaw();
    if (it.kind === 'kill') return this.kill();
    if (it.kind === 'power') return this.losePower();
    await this.current.close();
    copyState(this.at(this.lives), this.at(this.lives + 1));
    this.lives += 1;
    return this.start();
  }

  async check(): Promise<void> {
    const { audit, evidence } = this.current;
    const stored = new Set(await this.storedIds());
    const spool = spoolText(this.at(this.lives));
    const lost = [...this.accepted].filter((id) => !stored.has(id) && !this.pruned.has(id) && !spool.includes(id));
    same(lost, []);
    same(audit.snapshot().lost, {});
    const { records, waiting } = await evidence.totals();
    const all = await this.stored();
    same(records, all.length);
    same(
      [...stored].filter((id) => !this.accepted.has(id)),
      [],
    );
    const sealed = new Set((await checkedSeals(evidence)).flatMap(({ ids }) => ids));
    same(all.filter(({ id }) => !sealed.has(id)).length, waiting);
    await checkTrail(evidence);
  }

  async end(): Promise<void> {
    const { audit, evidence, sealer } = this.current;
    await audit.flush({ timeoutMs: 30_000 });
    await sealer.sealNow();
    await this.check();
    const stored = new Set(await this.storedIds());
    same(
      [...this.accepted].filter((id) => !stored.has(id) && !this.pruned.has(id)),
      [],
    );
    same((await evidence.totals()).waiting, 0);
    same(audit.pending, 0);
    await this.current.close();
    same(spoolText(this.at(this.lives)), '');
  }
}
