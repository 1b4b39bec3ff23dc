/** What would be a script, if it were not escaped. */
export const HOSTILE = `<script>alert('&"')</script>`
