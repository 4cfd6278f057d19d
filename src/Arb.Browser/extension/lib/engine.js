// The only place that sends anything anywhere, and the only address it knows is the engine on this machine. The manifest's content security policy says the same to the browser.

const TIMEOUT = 10_000; // ms

/** Posts JSON text to the engine: { status, answer }; status 0 when nobody listens. */
export async function post(port, path, text, token) {
  if (!Number.isInteger(port) || port < 1 || port > 65535) return { status: 0, answer: {} };
  try {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...(token ? { Authorization: `Bearer ${token}` } : {}) },
      body: text,
      credentials: 'omit',
      cache: 'no-store',
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT),
    });
    return { status: response.status, answer: await response.json().catch(() => ({})) };
  } catch {
    return { status: 0, answer: {} };
  }
}
