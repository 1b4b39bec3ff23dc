import type { MutationResolvers } from './generated/types.ts'
import { addAddress } from './mutations/add-address.ts'
import { changePassword } from './mutations/change-password.ts'
import { refreshSession } from './mutations/refresh-session.ts'
import { removeAddress } from './mutations/remove-address.ts'
import { rotateSigningKeys } from './mutations/rotate-signing-keys.ts'
import { setRoles } from './mutations/set-roles.ts'
import { signIn } from './mutations/sign-in.ts'
import { signOut, signOutEverywhere } from './mutations/sign-out.ts'
import { signUp } from './mutations/sign-up.ts'
import { updateAddress } from './mutations/update-address.ts'
import { updateProfile } from './mutations/update-profile.ts'

export const Mutation: MutationResolvers = {
  signUp,
  signIn,
  refreshSession,
  signOut,
  signOutEverywhere,
  updateProfile,
  changePassword,
  addAddress,
  updateAddress,
  removeAddress,
  setRoles,
  rotateSigningKeys,
}
