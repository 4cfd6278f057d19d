// Cookies of the sites that the user switched on, and of no other.

/** The cookies that belong to some sites, partitioned ones included. */
export async function cookiesOf(sites) {
  const found = new Map();
  for (const site of sites) {
    const [scheme, host] = site.split('://');
    const name = host.replace(/^\*\./, '');
    for (const filter of [{ url: `${scheme}://${name}/` }, { domain: name }])
      for (const partition of [{}, { partitionKey: {} }])
        for (const cookie of await chrome.cookies.getAll({ ...filter, ...partition }))
          if (scheme === 'https' || !cookie.secure || isLocal(name))
            found.set([cookie.name, cookie.domain, cookie.path, cookie.partitionKey?.topLevelSite ?? ''].join('\n'), describe(cookie));
  }
  return [...found.values()];
}

/** True when a cookie may be one of a site's. */
export function belongs(cookie, site) {
  const domain = cookie.domain.replace(/^\./, '');
  const host = site.split('://')[1].replace(/^\*\./, '');
  return domain === host || domain.endsWith(`.${host}`) || host.endsWith(`.${domain}`);
}

const isLocal = host => host === 'localhost' || host === '127.0.0.1';

function describe(cookie) {
  return {
    name: cookie.name,
    value: cookie.value,
    domain: cookie.domain,
    path: cookie.path,
    expires: cookie.expirationDate ? Math.floor(cookie.expirationDate) : null,
    secure: cookie.secure,
    httpOnly: cookie.httpOnly,
    sameSite: { no_restriction: 'None', lax: 'Lax', strict: 'Strict' }[cookie.sameSite] ?? null,
    partition: cookie.partitionKey?.topLevelSite ?? null,
  };
}
