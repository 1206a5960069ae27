/** The browser has changed the address to which reminders come: subscribe anew with the same key, and tell the server which one it replaces. */

(() => {
  const worker = /** @type {any} */ (self);

  /** @param {string} text base64url */
  const bytes = (text) => Uint8Array.from(worker.atob(text.replace(/-/g, '+').replace(/_/g, '/')), (one) => one.charCodeAt(0));

  /**
   * Where the server cannot be reached now, the page does it when it is opened: the address that is kept is the one the server knows.
   * @param {{newSubscription?: any, oldSubscription?: any}} event @param {typeof fetch} [get]
   */
  worker.renewSubscription = async ({ newSubscription, oldSubscription }, get = fetch) => {
    const known = await worker.kept.get('subscription');
    if (!known) return;
    const fresh = newSubscription ?? (await worker.registration.pushManager.subscribe({
      userVisibleOnly: true, applicationServerKey: oldSubscription?.options?.applicationServerKey ?? bytes(known.public),
    }));
    const { endpoint, keys } = fresh.toJSON(), replaces = oldSubscription?.endpoint ?? known.endpoint;
    const response = await get('/api/push/subscriptions', {
      method: 'POST', credentials: 'same-origin', cache: 'no-store', headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ device: known.device, endpoint, keys, key: known.key, replaces }),
    });
    if (response.ok) await worker.kept.put('subscription', { ...known, endpoint });
  };
})();
