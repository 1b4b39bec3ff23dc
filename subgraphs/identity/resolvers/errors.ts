import type {
  AddressNotFoundError,
  ConcurrentRefreshError,
  CustomerNotFoundError,
  EmailInUseError,
  IncorrectPasswordError,
  InvalidCredentialsError,
  InvalidRefreshTokenError,
  LastAdminError,
  PasswordPolicyError,
  RefreshTokenReusedError,
  RotationUnderWayError,
  TooManyAddressesError,
  TooManyAttemptsError,
} from './generated/types.ts'

/** An entry of a payload's `errors`; its `__typename` tells the union which member it is. */
type Entry<Member extends { __typename?: string }> = Member & {
  __typename: NonNullable<Member['__typename']>
}

export const passwordPolicy = (message: string, field: string): Entry<PasswordPolicyError> => ({
  __typename: 'PasswordPolicyError',
  message,
  path: [field],
})

export const emailInUse = (): Entry<EmailInUseError> => ({
  __typename: 'EmailInUseError',
  message: 'There is an account with this e-mail address already; sign in instead.',
  path: ['email'],
})

export const invalidCredentials = (): Entry<InvalidCredentialsError> => ({
  __typename: 'InvalidCredentialsError',
  message: 'E-mail address and password do not belong together.',
  path: null,
})

export const tooManyAttempts = (retryAt: Date): Entry<TooManyAttemptsError> => ({
  __typename: 'TooManyAttemptsError',
  message: 'The password was wrong too often; wait a while before the next attempt.',
  path: null,
  retryAt,
})

export const incorrectPassword = (): Entry<IncorrectPasswordError> => ({
  __typename: 'IncorrectPasswordError',
  message: 'This is not the current password.',
  path: ['currentPassword'],
})

export const invalidRefreshToken = (): Entry<InvalidRefreshTokenError> => ({
  __typename: 'InvalidRefreshTokenError',
  message: 'The session is over; sign in again.',
  path: ['refreshToken'],
})

export const refreshTokenReused = (): Entry<RefreshTokenReusedError> => ({
  __typename: 'RefreshTokenReusedError',
  message: 'This refresh token had been used before, so its session was ended; sign in again.',
  path: ['refreshToken'],
})

export const concurrentRefresh = (): Entry<ConcurrentRefreshError> => ({
  __typename: 'ConcurrentRefreshError',
  message: 'Another request used this refresh token at the same moment; go on with the tokens it was given.',
  path: ['refreshToken'],
})

export const addressNotFound = (): Entry<AddressNotFoundError> => ({
  __typename: 'AddressNotFoundError',
  message: 'There is no such address in your address book.',
  path: ['id'],
})

export const tooManyAddresses = (max: number): Entry<TooManyAddressesError> => ({
  __typename: 'TooManyAddressesError',
  message: `The address book holds ${max} addresses and is full; remove one first.`,
  path: null,
})

export const customerNotFound = (): Entry<CustomerNotFoundError> => ({
  __typename: 'CustomerNotFoundError',
  message: 'There is no customer with this id.',
  path: ['customerId'],
})

export const lastAdmin = (): Entry<LastAdminError> => ({
  __typename: 'LastAdminError',
  message: 'This is the only administrator; make somebody else one first.',
  path: ['roles'],
})

export const rotationUnderWay = (signsFrom: Date): Entry<RotationUnderWayError> => ({
  __typename: 'RotationUnderWayError',
  message: 'The next key has been made already and will take over by itself.',
  path: null,
  signsFrom,
})
