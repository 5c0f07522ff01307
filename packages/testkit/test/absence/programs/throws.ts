throw new Error('off, and broken');
