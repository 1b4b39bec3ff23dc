/** What the registry's pages need beyond what all sites for staff have. */
export const css = `
:root { --warn: #9a6700; --soft: #8881; --add: #1a7f4b22; --remove: #c0392b22; --link: #0b5cad; }
@media (prefers-color-scheme: dark) { :root { --warn: #e3b341; --link: #7cb7ff; } }
main { max-width: 72rem; } h1 { font-size: 1.6rem; overflow-wrap: anywhere; } h2 { font-size: 1.2rem; margin-top: 2rem; } h3 { font-size: 1rem; }
a { color: var(--link); } code, pre { font: 13px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
header nav { flex: 1; } td { vertical-align: top; } .trail { margin: 0 0 .5rem; overflow-wrap: anywhere; }
nav.tabs { gap: 0 1.25rem; border-bottom: 1px solid var(--line); } nav.tabs a { padding: .35rem 0; text-decoration: none; }
nav.tabs a[aria-current] { border-bottom: 2px solid currentColor; font-weight: 600; color: inherit; }
.wide { overflow-x: auto; } .wide table { margin-bottom: 1rem; } time { white-space: nowrap; }
.badge { display: inline-block; padding: 0 .5rem; border: 1px solid currentColor; border-radius: 1rem; font-size: 13px; font-weight: 600; white-space: nowrap; }
.warn { color: var(--warn); } .quiet { opacity: .75; } .badge.quiet { font-weight: 400; }
.empty { border: 1px dashed var(--line); padding: .25rem 1rem .75rem; border-radius: .4rem; margin: 1rem 0; }
.empty pre, pre.shown { background: var(--soft); white-space: pre-wrap; overflow-wrap: anywhere; }
.pager { display: flex; gap: 1.5rem; } dl { grid-template-columns: minmax(7rem, max-content) 1fr; } dt { opacity: .75; }
form.filter, form.inline { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: end; margin: 1rem 0; } form.inline { align-items: center; } select, button { font: inherit; padding: .4rem .6rem; }
form.filter input:not([type=checkbox]), form.filter select, form.filter button { box-sizing: border-box; height: 2.5rem; max-width: 100%; }
fieldset { border: 0; padding: 0; margin: 0; display: flex; flex-wrap: wrap; gap: .25rem 1rem; } fieldset label { display: flex; gap: .35rem; align-items: center; }
legend { padding: 0; } .finding { border-left: 3px solid var(--line); padding: .1rem 0 .1rem .9rem; margin: .9rem 0; overflow-wrap: anywhere; }
.finding.bad { border-color: var(--bad); color: inherit; font-weight: inherit; } .finding.warn { border-color: var(--warn); color: inherit; } .finding p { margin: .2rem 0; }
.finding ul { margin: .25rem 0; padding-left: 1.2rem; } section { scroll-margin-top: 1rem; }
pre.diff { padding: .5rem 0; margin: .5rem 0 1rem; } pre.diff span { display: block; padding: 0 .75rem; min-width: max-content; }
pre.diff .add { background: var(--add); } pre.diff .remove { background: var(--remove); } pre.diff .place { opacity: .7; background: var(--soft); }
pre.text { max-height: 32rem; overflow: auto; } summary { cursor: pointer; } td { max-width: 34rem; overflow-wrap: break-word; }
fieldset.plain { display: block; min-width: 0; } .fields { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 22rem), 1fr)); gap: 1rem; } .fields label { display: grid; align-items: end; overflow-wrap: anywhere; }
@media (max-width: 40rem) { main, header { padding-left: .9rem; padding-right: .9rem; } dl { grid-template-columns: 1fr; } dd { margin-bottom: .4rem; } th, td { padding: .4rem .5rem; } }
`
