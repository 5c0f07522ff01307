const LOOK_MS = 250;
/** Generous: a machine that is busy with something else must not fail a test. */
const DEADLINE_MS = 240_000;

/** Resolves as soon as the condition holds. What it waits for stands in the error, and what was seen last. */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  seen: () => unknown = () => '',
): Promise<void> {
  const deadline = Date.now() + DEADLINE_MS;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`waited in vain for ${what}: ${JSON.stringify(seen())}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}
