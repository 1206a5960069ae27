/** The number on the app's picture: how many papers are owed. Where the phone has no such thing, nothing happens. */

/** @param {number} count */
export async function showBadge(count) {
  const phone = /** @type {any} */ (navigator);
  if (!phone.setAppBadge) return;
  // Refused where the app is not installed: no loss.
  await (count ? phone.setAppBadge(count) : phone.clearAppBadge()).catch(() => {});
}
