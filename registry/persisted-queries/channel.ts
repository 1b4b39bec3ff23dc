/** The channel on which every process of the registry hears of changed safelists; the payload is the list. */
export const SAFELIST_CHANNEL = 'registry_safelist'
