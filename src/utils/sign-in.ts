const triedKey = 'zhike-sign-in-tried'

export interface SignInPage {
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>
  replace: (url: string) => void
}

const browserPage: SignInPage = {
  storage: sessionStorageOrNone(),
  replace: url => location.replace(url),
}

/** Goes to the WeCom login once. False: it was tried already and the session is still missing, so say it instead of looping. */
export function goToSignIn(page: SignInPage = browserPage): boolean {
  if (page.storage.getItem(triedKey)) return false
  page.storage.setItem(triedKey, '1')
  page.replace('/auth/wecom')
  return true
}

/** Called after every answer that a session gave: the next 401 may go to the login again. */
export function noteSignedIn(page: SignInPage = browserPage): void {
  page.storage.removeItem(triedKey)
}

function sessionStorageOrNone(): SignInPage['storage'] {
  try {
    return sessionStorage
  }
  catch {
    // Storage may be forbidden (iframe with third-party data blocked). Refuse to loop: behave as if the login had been tried.
    return { getItem: () => '1', setItem: () => {}, removeItem: () => {} }
  }
}
