import { html } from './html.ts'
import { page } from './layout.ts'

/** The form that stands before everything else; `message` says why the last try failed. */
export function signInPage(message?: string, email = ''): string {
  return page(
    { title: 'Sign in', signedIn: false },
    html`<form class="sign-in" method="post" action="/sign-in">
      ${message ? html`<p class="bad" role="alert">${message}</p>` : ''}
      <label
        >E-mail <input name="email" type="email" value="${email}" autocomplete="username" required
      /></label>
      <label>
        Password <input name="password" type="password" autocomplete="current-password" required />
      </label>
      <button>Sign in</button>
    </form>`,
  )
}
