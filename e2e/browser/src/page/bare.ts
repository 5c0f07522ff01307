/** An application without the client: it keeps what applications keep, and says when it has run. */
document.documentElement.dataset['ran'] = 'bare';
