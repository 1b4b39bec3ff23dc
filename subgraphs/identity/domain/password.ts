/** In Unicode characters, after normalisation. */
export const PASSWORD_LENGTH = { min: 10, max: 200 } as const

/** The form in which a password is checked and hashed: the same characters give the same password on every keyboard (NIST SP 800-63B, 3.1.1.2). */
export function normalisePassword(typed: string): string {
  return typed.normalize('NFKC')
}

/** What is wrong with a new password for the account of `email`, in a sentence; null when it is acceptable. */
export function passwordProblem(password: string, email: string): string | null {
  // UTF-16 units are at least as many as characters: the cheap test keeps a huge string from being taken apart.
  const length = password.length > PASSWORD_LENGTH.max * 2 ? Infinity : Array.from(password).length
  if (length > PASSWORD_LENGTH.max) return `A password has at most ${PASSWORD_LENGTH.max} characters.`
  if (length < PASSWORD_LENGTH.min) return `A password has at least ${PASSWORD_LENGTH.min} characters.`
  if (password.trim().toLowerCase() === email) return 'The e-mail address cannot be the password.'
  return null
}
