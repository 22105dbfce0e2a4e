"""The parts of the page, in the order of the page: see `page`.

    serve      `rlreport app`: starts the server on a folder of logs
    app        the server, which runs `__main__` for every session
    ready      what the server does once, while the first browser loads Streamlit's own page
    page       the whole page, flat: widgets -> Settings -> Report -> charts, sentences, downloads
    logs       uploads, a pasted table, the server's folder or the demo -> log files
    controls   axis, metrics, smoothing, range, runs -> Settings
    grouping   runs taken together
    costs      assumptions on what a run costs -> Flops
    folded     what few people need, made when it is wanted
    links      every choice in the address
    memory     what is kept between reruns, by content
    overview   headline and the few numbers that matter
    observation  the key observation that is chosen
    figures    the charts, and what the report says about the part in view
    prose      key observations, interpretation, how it was computed
    further    metrics that the report is not about
    health     issues, files refused, errors
    help_      terms, methods, how to cite
    methods    the documentation of the numerics, with its sources
    downloads  every export
    showing    the charts, brought into view where they tell of what was chosen
    follow     logs that still grow
    heard      what assistive technology hears, and where the keyboard stands
    present    large type, one key observation at a time
    theme      light or dark, as the page is shown
    markdown   text of others -> inert Markdown

This package and `app.py` alone import streamlit, and nothing here computes a number.
"""
