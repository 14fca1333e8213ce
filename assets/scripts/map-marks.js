// The five states of a request drawn for the map: the same shapes as the badges of the lists.

export const states = ["received", "active", "waiting", "done", "closed"];

const colours = { received: "neutral", active: "river", waiting: "waiting", done: "done", closed: "neutral" };
const side = 48;

/** An image twice the size at which it is shown, so that it is sharp on every screen. */
export function drawState(state, colour) {
  const canvas = document.createElement("canvas");
  canvas.width = side;
  canvas.height = side;
  const pen = canvas.getContext("2d");
  const main = colour(colours[state]);
  const ground = colour("surface");
  disc(pen, 22, ground);
  disc(pen, 18, main);
  pen.lineWidth = 5;
  pen.lineCap = "round";
  pen.strokeStyle = ground;
  glyphs[state](pen, ground);
  return pen.getImageData(0, 0, side, side);
}

function disc(pen, radius, fill) {
  pen.beginPath();
  pen.arc(side / 2, side / 2, radius, 0, 2 * Math.PI);
  pen.fillStyle = fill;
  pen.fill();
}

function lines(pen, ...strokes) {
  for (const [first, ...rest] of strokes) {
    pen.beginPath();
    pen.moveTo(...first);
    for (const point of rest) pen.lineTo(...point);
    pen.stroke();
  }
}

const glyphs = {
  received: (pen, ground) => disc(pen, 11, ground),
  active: (pen, ground) => {
    pen.beginPath();
    pen.arc(24, 24, 12, -Math.PI / 2, Math.PI / 2, true);
    pen.fillStyle = ground;
    pen.fill();
  },
  waiting: (pen) => lines(pen, [[19, 17], [19, 31]], [[29, 17], [29, 31]]),
  done: (pen) => lines(pen, [[15, 25], [21, 31], [33, 18]]),
  closed: (pen) => lines(pen, [[16, 24], [32, 24]]),
};
