// A drawn camera picture for the preview, since these pages see no camera: a person at a desk, not symmetric, so that a mirror shows.

interface Ground {
  readonly width: number;
  readonly height: number;
  readonly mirror: boolean;
}

/** Place and size, in parts of the picture's width and height; an ellipse's radii both in parts of its height. */
type Shape = readonly [x: number, y: number, width: number, height: number];

/** Over the whole picture. */
export function paintCameraStandIn(canvas: CanvasRenderingContext2D, { width, height, mirror }: Ground): void {
  canvas.save();
  if (mirror) {
    canvas.translate(width, 0);
    canvas.scale(-1, 1);
  }
  const wall = canvas.createLinearGradient(0, 0, width, height);
  wall.addColorStop(0, '#d9cfc2');
  wall.addColorStop(1, '#8f8a86');
  canvas.fillStyle = wall;
  canvas.fillRect(0, 0, width, height);

  const fill = (colour: string): void => {
    canvas.fillStyle = colour;
    canvas.fill();
  };
  const rectangle = ([x, y, w, h]: Shape, colour: string): void => {
    canvas.beginPath();
    canvas.roundRect(x * width, y * height, w * width, h * height, 0.012 * height);
    fill(colour);
  };
  const ellipse = ([x, y, rx, ry]: Shape, colour: string): void => {
    canvas.beginPath();
    canvas.ellipse(x * width, y * height, rx * height, ry * height, 0, 0, 2 * Math.PI);
    fill(colour);
  };

  // A window on one side, books on the other.
  rectangle([0.06, 0.08, 0.2, 0.46], '#f3f6f8');
  rectangle([0.155, 0.08, 0.01, 0.46], '#b9b2a8');
  rectangle([0.74, 0.3, 0.22, 0.022], '#6d5443');
  for (const [n, colour] of ['#9a3b3b', '#2f5d7c', '#c9a24b', '#40694a'].entries()) {
    const lower = (n % 2) * 0.02;
    rectangle([0.76 + n * 0.028, 0.14 + lower, 0.022, 0.16 - lower], colour);
  }

  ellipse([0.5, 1.12, 0.52, 0.46], '#33485f');
  rectangle([0.47, 0.55, 0.06, 0.16], '#c08a6a');
  ellipse([0.5, 0.42, 0.15, 0.19], '#d3a07e');
  ellipse([0.495, 0.31, 0.16, 0.11], '#3a2a20');
  canvas.restore();
}
