/** Where to go after signing in: the page one came from, and never another site. */
const PARAMETER = 'next';
const HOME = '/';
const SIGN_IN_PAGES = /^\/(sign-in|sign-up|account\/(reset-password|verify-email))(\/|\?|#|$)/;

/** The wanted address if it is one of ours, else the home page. */
export function returnTo(search: URLSearchParams): string {
  const wanted = search.get(PARAMETER) ?? HOME;
  // "//host", "/\host" and control characters are read as another site by some browsers.
  if (!/^\/(?![/\\])[^\\\p{Cc}]*$/u.test(wanted) || SIGN_IN_PAGES.test(wanted)) return HOME;
  return wanted;
}

/** Whether an address is one of the shop's that the storefront does not draw: it takes a page load to get there. */
export function isBehindTheStorefront(address: string): boolean {
  return /^\/admin(\/|\?|$)/.test(address);
}

/** The address of the sign-in page that leads back to here. */
export function signInPath(from: string, page: '/sign-in' | '/sign-up' = '/sign-in'): string {
  return from === HOME ? page : `${page}?${new URLSearchParams({ [PARAMETER]: from })}`;
}
