const WITHIN_MS = 30_000;
const PAUSE_MS = 25;

/** Asks until the answer fits; the last answer, so that an expectation can say what it was instead. */
export async function until<T>(ask: () => Promise<T> | T, fits: (answer: T) => boolean): Promise<T> {
  const deadline = performance.now() + WITHIN_MS;
  for (;;) {
    const answer = await ask();
    if (fits(answer) || performance.now() > deadline) return answer;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}
