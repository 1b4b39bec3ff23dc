import { hkdfSync } from 'node:crypto'
import { createSeal, type Seal } from '@tradewind/service'
import { z } from 'zod'
import type { SealedField } from './sealed-field.ts'

/** Seals and opens the secret fields of events. Publisher and subscribers have the same keys; nobody else needs them. */
export interface Sealing {
  /** Encrypts a secret for the event that is about `subject` (AES-256-GCM). What is sealed for one subject opens for no other. */
  seal(field: SealedField, subject: string, plain: string): string
  /** @throws SealingError when the key is not known here, or the text was sealed for something else or tampered with. */
  open(field: SealedField, subject: string, sealed: string): string
}

/** A secret field cannot be opened. */
export class SealingError extends Error {
  override readonly name = 'SealingError'
}

/**
 * The setting EVENTS_SEALING_KEY: a secret of 32 characters or more, or several separated by commas. The first seals, all
 * of them open, so that a key can be changed without an event being lost.
 */
export const sealingKeys = z
  .string()
  .transform((text) => text.split(',').map((key) => key.trim()))
  .refine((keys) => keys.every((key) => key.length >= 32), 'each key must have at least 32 characters')

/** @param keys The secrets, the one that seals first. */
export function createSealing(keys: readonly string[]): Sealing {
  const seals = new Map<string, Seal>(keys.map((key) => [idOf(key), createSeal(key, PURPOSE)]))
  const [[current, currentSeal] = []] = seals
  if (!current || !currentSeal) throw new Error('There is no key to seal events with.')
  return {
    seal: (field, subject, plain) =>
      `sealed.${current}.${currentSeal.close(Buffer.from(plain), contextOf(field, subject))}`,
    open(field, subject, sealed) {
      const [, id = '', text = ''] = sealed.split('.')
      const seal = seals.get(id)
      if (!seal) {
        throw new SealingError(
          `${field.name} was sealed with the key ${id}, which is not among those of EVENTS_SEALING_KEY here: add it.`,
        )
      }
      try {
        return seal.open(text, contextOf(field, subject)).toString()
      } catch (cause) {
        throw new SealingError(
          `${field.name} of ${subject} does not open: it was sealed for something else.`,
          {
            cause,
          },
        )
      }
    },
  }
}

const PURPOSE = 'tradewind sealed fields of events'

/** Tells keys apart without telling anything of them. */
const idOf = (key: string): string =>
  Buffer.from(hkdfSync('sha256', key, '', 'tradewind id of a sealing key', 4)).toString('hex')

const contextOf = ({ name }: SealedField, subject: string): string => `${name} ${subject}`
