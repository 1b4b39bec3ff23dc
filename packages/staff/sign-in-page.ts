import { html } from './html.ts'
import type { Site } from './layout.ts'

export interface SignInForm {
  /** Where to go afterwards: a path of this site. */
  readonly next: string
  /** Why the last try failed. */
  readonly message?: string
  readonly email?: string
}

/** The form that stands before everything else. */
export const signInPage = (site: Site, { next, message, email = '' }: SignInForm): string =>
  site.page(
    { title: 'Sign in', signedIn: false },
    html`<form class="sign-in" method="post" action="/sign-in">
      ${message ? html`<p class="bad" role="alert">${message}</p>` : ''}
      <input type="hidden" name="next" value="${next}" />
      <label
        >E-mail <input name="email" type="email" value="${email}" autocomplete="username" required
      /></label>
      <label>
        Password <input name="password" type="password" autocomplete="current-password" required />
      </label>
      <button>Sign in</button>
    </form>`,
  )
