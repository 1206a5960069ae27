/** Signing: done once however often it is pressed, and known where the phone could not write it down. */

/**
 * @param {import('../app/context.js').Context} context @param {() => Promise<void>} sign keeps what is signed, all or none
 * @param {() => void} [leave] goes to another page once that is on disk; without it more may be signed here
 */
export function signing({ replicator, redraw }, sign, leave) {
  let going = false, failed = false;
  const press = async () => {
    if (going) return;
    going = true;
    failed = false;
    await sign().catch(() => (failed = true));
    going = !failed && Boolean(leave);
    redraw();
    if (failed) return;
    void replicator.now();
    leave?.();
  };
  return { press, failed: () => failed };
}
