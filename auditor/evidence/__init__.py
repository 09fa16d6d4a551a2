"""Pictures of the places that findings are about, made offline from the sealed snapshot.

``selection`` says which findings, ``places`` where to look, ``pages`` answers for the browser out of the snapshot
(``unfolding`` puts rows in place that its scripts carry), ``camera`` shows a page and finds the place, ``looking`` chooses
among the places of a finding, ``picture`` and ``strip`` make the PNG, ``store`` keeps the pictures beside the audit,
``shooting`` joins them. Import the modules: ``store`` needs no browser.
"""
