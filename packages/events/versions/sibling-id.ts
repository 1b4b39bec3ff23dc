/**
 * The id that version `to` of an event has when version `from` of it has `id` and `publishVersions` published the two as
 * one fact. They differ in the last byte alone, by the versions: each can be found from the other, and a subscriber that
 * knows both handles the fact once, whichever of them comes first.
 */
export function siblingId(id: string, from: number, to: number): string {
  const last = Number.parseInt(id.slice(-2), 16) ^ ((from ^ to) & 0xff)
  return id.slice(0, -2) + last.toString(16).padStart(2, '0')
}
