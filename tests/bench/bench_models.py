#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The cases of bench_models.cpp in Python: bench_models.py STEPS THREADS [CASE...]."""
import json
import math
import statistics
import sys
import time

import torch
from torch.nn import functional as F

from python_networks import (BaseUnet, DiffusionUnet, MeanDiscriminator, Ncsnpp, PatchSampler,
                             ResidualUnet3d, Resnet, TimeDiscriminator, from_wavelets, patch_gan,
                             skip_unet, to_wavelets)


def adam(*networks, betas=(0.5, 0.999)):
    return torch.optim.Adam([p for network in networks for p in network.parameters()], lr=1e-4,
                            betas=betas)


def images(batch, *sides):
    return torch.rand(batch, 1, *sides) * 2 - 1


def cosine_schedule():
    at = torch.arange(1001, dtype=torch.float64) / 1000
    level = torch.cos((at + 0.008) / 1.008 * math.pi / 2) ** 2
    return torch.cumprod(1 - (1 - level[1:] / level[:-1]).clamp(0, 0.999), 0)


def linear_schedule():
    return torch.cumprod(1 - torch.linspace(1e-4, 0.02, 1000, dtype=torch.float64), 0)


def frozen(networks, value):
    for network in networks:
        for parameter in network.parameters():
            parameter.requires_grad_(not value)


def ssim(a, b, span=2):
    dimensions = a.dim() - 2
    offset = torch.arange(11.0) - 5
    bell = torch.exp(-(offset / 1.5) ** 2 / 2)
    bell = bell / bell.sum()
    kernel = bell
    for _ in range(dimensions - 1):
        kernel = kernel[..., None] * bell
    kernel = kernel[None, None]
    blur = F.conv2d if dimensions == 2 else F.conv3d
    # As torchmetrics: one convolution of all five images with the whole window.
    maps = blur(torch.cat([a, b, a * a, b * b, a * b]), kernel).split(len(a))
    mean_a, mean_b = maps[0], maps[1]
    var_a, var_b = maps[2] - mean_a**2, maps[3] - mean_b**2
    covariance = maps[4] - mean_a * mean_b
    c1, c2 = (0.01 * span) ** 2, (0.03 * span) ** 2
    return ((2 * mean_a * mean_b + c1) * (2 * covariance + c2)
            / ((mean_a**2 + mean_b**2 + c1) * (var_a + var_b + c2))).mean()


class Diffusion:
    def __init__(self, network, sides, batch, condition_channels):
        self.network, self.optimiser = network, adam(network, betas=(0.9, 0.999))
        self.alpha_bar = cosine_schedule()
        self.x0 = images(batch, *sides)
        self.condition = torch.rand(batch, condition_channels, *sides) * 2 - 1

    def step(self):
        self.optimiser.zero_grad(set_to_none=True)
        noise = torch.randn_like(self.x0)
        t = torch.randint(0, 1000, (len(self.x0),))
        a = self.alpha_bar[t].float().reshape(-1, *(1,) * (self.x0.dim() - 1))
        x_t = a.sqrt() * self.x0 + (1 - a).sqrt() * noise
        output = self.network(torch.cat([x_t, self.condition], dim=1), t.float())
        loss = F.l1_loss(output, self.x0)
        loss.item()
        loss.backward()
        self.optimiser.step()

    @torch.no_grad()
    def sample(self, steps=5):
        times = list(range(0, 1000, 1000 // steps))
        x = torch.randn_like(self.x0)
        for i in reversed(range(len(times))):
            t, following = times[i], times[max(i - 1, 0)]
            a, b = self.alpha_bar[t].item(), self.alpha_bar[following].item()
            x0 = self.network(torch.cat([x, self.condition], dim=1),
                              torch.full((len(x),), float(t)))
            e = (x - math.sqrt(a) * x0) / math.sqrt(1 - a)
            c1 = math.sqrt((1 - b) / (1 - a) * (1 - a / b)) if i else 0
            c2 = math.sqrt(max(1 - b - c1**2, 0))
            x = math.sqrt(b) * x0 + c2 * e
            if i:
                x = x + c1 * torch.randn_like(x)
        return x0


class FastDdpm:
    """Noise on ten times, by squared differences."""

    def __init__(self, network, sides, batch):
        self.network, self.optimiser = network, adam(network, betas=(0.9, 0.999))
        self.alpha_bar = linear_schedule()
        self.times = torch.tensor([i * 999 // 10 for i in range(11)])
        self.x0, self.condition = images(batch, *sides), images(batch, *sides)

    def step(self):
        self.optimiser.zero_grad(set_to_none=True)
        noise = torch.randn_like(self.x0)
        t = self.times[torch.randint(0, len(self.times), (len(self.x0),))]
        a = self.alpha_bar[t].float().reshape(-1, 1, 1, 1)
        x_t = a.sqrt() * self.x0 + (1 - a).sqrt() * noise
        output = self.network(torch.cat([x_t, self.condition], dim=1), t.float())
        loss = F.mse_loss(output, noise)
        loss.item()
        loss.backward()
        self.optimiser.step()

    @torch.no_grad()
    def sample(self):
        x = torch.randn_like(self.x0)
        for i in reversed(range(len(self.times))):
            t = self.times[i].item()
            a, b = self.alpha_bar[t].item(), self.alpha_bar[self.times[max(i - 1, 0)]].item()
            e = self.network(torch.cat([x, self.condition], dim=1),
                             torch.full((len(x),), float(t)))
            x0 = (x - math.sqrt(1 - a) * e) / math.sqrt(a)
            x = math.sqrt(b) * x0 + math.sqrt(1 - b) * e
        return x0


class Wavelets:
    """Diffusion of the bands of whole volumes."""

    def __init__(self, width, sides):
        self.network = DiffusionUnet(width, 16, dimensions=3, out_channels=8)
        self.optimiser = adam(self.network, betas=(0.9, 0.999))
        self.alpha_bar = linear_schedule()
        self.ct, self.mr = images(1, *sides), images(1, *sides)

    def step(self):
        self.optimiser.zero_grad(set_to_none=True)
        x0, condition = to_wavelets(self.ct), to_wavelets(self.mr)
        t = torch.randint(0, 1000, (1,))
        a = self.alpha_bar[t].float().reshape(-1, 1, 1, 1, 1)
        x_t = a.sqrt() * x0 + (1 - a).sqrt() * torch.randn_like(x0)
        output = self.network(torch.cat([x_t, condition], dim=1), t.float())
        loss = F.mse_loss(output, x0)
        loss.item()
        loss.backward()
        self.optimiser.step()

    @torch.no_grad()
    def sample(self, steps=5):
        condition = to_wavelets(self.mr)
        times = list(range(0, 1000, 1000 // steps))
        x = torch.randn_like(condition)
        for i in reversed(range(len(times))):
            t, following = times[i], times[max(i - 1, 0)]
            a, b = self.alpha_bar[t].item(), self.alpha_bar[following].item()
            x0 = self.network(torch.cat([x, condition], dim=1), torch.full((1,), float(t)))
            x0 = to_wavelets(from_wavelets(x0).clamp(-1, 1))
            e = (x - math.sqrt(a) * x0) / math.sqrt(1 - a)
            c1 = math.sqrt((1 - b) / (1 - a) * (1 - a / b)) if i else 0
            c2 = math.sqrt(max(1 - b - c1**2, 0))
            x = math.sqrt(b) * x0 + c2 * e
            if i:
                x = x + c1 * torch.randn_like(x)
        return from_wavelets(x0)


class Regression:
    def __init__(self, network, sides):
        self.network, self.optimiser = network, adam(network, betas=(0.9, 0.999))
        self.ct, self.mr = images(1, *sides), images(1, *sides)

    def step(self):
        self.optimiser.zero_grad(set_to_none=True)
        loss = F.l1_loss(self.network(self.mr), self.ct)
        loss.item()
        loss.backward()
        self.optimiser.step()

    @torch.no_grad()
    def sample(self):
        self.network(self.mr)


class Paired:
    """Pix2Pix: LSGAN or vanilla, L1 and SSIM."""

    def __init__(self, generator, discriminator, sides, batch, vanilla=False, ramps=0):
        self.generator, self.discriminator, self.vanilla = generator, discriminator, vanilla
        self.g_adam, self.d_adam = adam(generator), adam(discriminator)
        self.ct, self.mr = images(batch, *sides), images(batch, *sides)
        self.condition = torch.cat([self.mr, torch.rand(batch, ramps, *sides)], dim=1)

    def gan(self, scores, real):
        target = torch.full_like(scores, float(real))
        if self.vanilla:
            return F.binary_cross_entropy_with_logits(scores, target)
        return F.mse_loss(scores, target)

    def step(self):
        self.g_adam.zero_grad(set_to_none=True)
        frozen([self.discriminator], True)
        fake = self.generator(self.condition)
        gan = self.gan(self.discriminator(torch.cat([fake, self.mr], dim=1)), True)
        l1 = F.l1_loss(fake, self.ct)
        loss = gan + 10 * (l1 if self.vanilla else l1 + 1 - ssim(fake + 1, self.ct + 1))
        frozen([self.discriminator], False)
        loss.item()
        loss.backward()
        self.g_adam.step()
        self.d_adam.zero_grad(set_to_none=True)
        real = self.gan(self.discriminator(torch.cat([self.ct, self.mr], dim=1)), True)
        other = self.gan(self.discriminator(torch.cat([fake.detach(), self.mr], dim=1)),
                         False)
        d_loss = (real + other) / 2
        d_loss.item()
        d_loss.backward()
        self.d_adam.step()

    @torch.no_grad()
    def sample(self):
        self.generator.eval()
        self.generator(self.condition)
        self.generator.train()


class Cut:
    LAYERS = (0, 4, 8, 12, 16)

    def __init__(self, generator, discriminator, sides, batch):
        self.generator, self.discriminator = generator, discriminator
        self.ct, self.mr = images(batch, *sides), images(batch, *sides)
        with torch.no_grad():
            features = generator.features(self.mr, self.LAYERS)
        self.sampler = PatchSampler([feature.shape[1] for feature in features])
        self.g_adam, self.d_adam = adam(generator), adam(discriminator)
        self.s_adam = adam(self.sampler)

    def nce(self, source, output):
        keys, places = self.sampler(self.generator.features(source, self.LAYERS))
        queries, _ = self.sampler(self.generator.features(output, self.LAYERS), places)
        total = 0
        for query, key in zip(queries, keys):
            key = key.detach()
            patches, width = len(query) // len(source), query.shape[1]
            positive = (query * key).sum(1, keepdim=True)
            q, k = query.view(-1, patches, width), key.view(-1, patches, width)
            negative = torch.bmm(q, k.transpose(2, 1))
            own = torch.eye(patches, dtype=torch.bool)[None]
            negative.masked_fill_(own, -10.0)
            logits = torch.cat([positive, negative.view(-1, patches)], dim=1) / 0.07
            total = total + F.cross_entropy(logits, torch.zeros(len(logits), dtype=torch.long))
        return total / len(keys)

    def step(self):
        self.g_adam.zero_grad(set_to_none=True)
        self.s_adam.zero_grad(set_to_none=True)
        frozen([self.discriminator], True)
        fake = self.generator(self.mr)
        gan = F.mse_loss(self.discriminator(fake), torch.ones(len(fake), 1))
        loss = gan + (self.nce(self.mr, fake) + self.nce(self.ct, self.generator(self.ct))) / 2
        frozen([self.discriminator], False)
        loss.item()
        loss.backward()
        self.g_adam.step()
        self.s_adam.step()
        self.d_adam.zero_grad(set_to_none=True)
        real, other = self.discriminator(self.ct), self.discriminator(fake.detach())
        d_loss = (F.mse_loss(real, torch.ones_like(real))
                  + F.mse_loss(other, torch.zeros_like(other))) / 2
        d_loss.item()
        d_loss.backward()
        self.d_adam.step()

    @torch.no_grad()
    def sample(self):
        self.generator(self.mr)


class CycleGan:
    def __init__(self, width, sides):
        self.generators = [Resnet(width, 9, 2) for _ in range(2)]
        self.discriminators = [patch_gan(1, width) for _ in range(2)]
        self.g_adam, self.d_adam = adam(*self.generators), adam(*self.discriminators)
        self.mr, self.ct = images(1, *sides), images(1, *sides)

    def step(self):
        to_ct, to_mr = self.generators
        judge_ct, judge_mr = self.discriminators
        self.g_adam.zero_grad(set_to_none=True)
        frozen(self.discriminators, True)
        fake_ct, fake_mr = to_ct(self.mr), to_mr(self.ct)

        def ls(scores, real):
            return F.mse_loss(scores, torch.full_like(scores, float(real)))

        loss = (ls(judge_ct(fake_ct), True) + ls(judge_mr(fake_mr), True)
                + 10 * (F.l1_loss(to_mr(fake_ct), self.mr) + F.l1_loss(to_ct(fake_mr), self.ct))
                + 5 * (F.l1_loss(to_ct(self.ct), self.ct) + F.l1_loss(to_mr(self.mr), self.mr)))
        frozen(self.discriminators, False)
        loss.item()
        loss.backward()
        self.g_adam.step()
        self.d_adam.zero_grad(set_to_none=True)
        for judge, real, fake in ((judge_ct, self.ct, fake_ct), (judge_mr, self.mr, fake_mr)):
            d_loss = (ls(judge(real), True) + ls(judge(fake.detach()), False)) / 2
            d_loss.item()
            d_loss.backward()
        self.d_adam.step()

    @torch.no_grad()
    def sample(self):
        self.generators[0](self.mr)


class SynDiff:
    """Two diffusive and two cycle generators with a discriminator each; R1 in every step."""

    def __init__(self, size, width, multipliers):
        self.diffusive = [Ncsnpp(size, width, multipliers) for _ in range(2)]
        self.cycle = [Resnet(width, 6, 2) for _ in range(2)]
        self.time_judges = [TimeDiscriminator(width) for _ in range(2)]
        self.judges = [patch_gan(1, width) for _ in range(2)]
        self.g_adam = adam(*self.diffusive, *self.cycle, betas=(0.5, 0.9))
        self.d_adam = adam(*self.time_judges, *self.judges, betas=(0.5, 0.9))
        self.images = [images(1, size, size), images(1, size, size)]
        t = torch.arange(5, dtype=torch.float64) / 4 * (1 - 1e-3) + 1e-3
        kept = torch.exp(2 * (-0.25 * t**2 * (20 - 0.1) - 0.5 * t * 0.1))
        beta = torch.cat([torch.tensor([1e-8], dtype=torch.float64), 1 - kept[1:] / kept[:-1]])
        self.scale, self.noise = (1 - beta).sqrt().float(), beta.sqrt().float()
        signal = torch.cumprod(1 - beta, 0)
        self.scale_cum, self.noise_cum = signal.sqrt().float(), (1 - signal).sqrt().float()
        now, before = signal[1:], torch.cat([torch.ones(1, dtype=torch.float64), signal[1:-1]])
        self.mean_x0 = (beta[1:] * before.sqrt() / (1 - now)).float()
        self.mean_xt = ((1 - before) * (1 - beta[1:]).sqrt() / (1 - now)).float()
        self.deviation = (beta[1:] * (1 - before) / (1 - now)).clamp(min=1e-20).sqrt().float()
        self.deviation[0] = 0

    @staticmethod
    def at(values, t):
        return values[t][:, None, None, None]

    def pair(self, x0, t):
        x_t = (self.at(self.scale_cum, t) * x0
               + self.at(self.noise_cum, t) * torch.randn_like(x0))
        return x_t, (self.at(self.scale, t + 1) * x_t
                     + self.at(self.noise, t + 1) * torch.randn_like(x0))

    def posterior(self, x0, x_next, t):
        return (self.at(self.mean_x0, t) * x0 + self.at(self.mean_xt, t) * x_next
                + self.at(self.deviation, t) * torch.randn_like(x0))

    def predicted(self, i, x_next, source, t):
        latent = torch.randn(len(x_next), 100)
        return self.diffusive[i](torch.cat([x_next, source], dim=1), t, latent)[:, :1]

    def step(self):
        self.d_adam.zero_grad(set_to_none=True)
        frozen(self.diffusive + self.cycle, True)
        t = torch.randint(0, 4, (1,))
        total = 0
        for i in range(2):
            target = self.images[i]
            with torch.no_grad():
                translated = self.cycle[i](self.images[1 - i])
                source = self.cycle[1 - i](target)
            x_t, x_next = self.pair(target, t)
            x_t.requires_grad_()
            scores = self.time_judges[i](x_t, t, x_next)
            gradient = torch.autograd.grad(scores.sum(), x_t, create_graph=True)[0]
            r1 = gradient.flatten(1).pow(2).sum(1).mean() / 2
            with torch.no_grad():
                fake = self.posterior(self.predicted(i, x_next, source, t), x_next, t)
            total = (total + F.softplus(-scores).mean() + r1
                     + F.softplus(self.time_judges[i](fake, t, x_next)).mean()
                     + F.softplus(-self.judges[i](target)).mean()
                     + F.softplus(self.judges[i](translated)).mean())
        total.item()
        total.backward()
        self.d_adam.step()
        frozen(self.diffusive + self.cycle, False)

        self.g_adam.zero_grad(set_to_none=True)
        frozen(self.time_judges + self.judges, True)
        total = 0
        for i in range(2):
            target = self.images[i]
            source = self.cycle[1 - i](target)
            _, x_next = self.pair(target, t)
            x0 = self.predicted(i, x_next, source, t)
            fake = self.posterior(x0, x_next, t)
            total = (total + F.softplus(-self.time_judges[i](fake, t, x_next)).mean()
                     + F.softplus(-self.judges[1 - i](source)).mean()
                     + 0.5 * F.l1_loss(x0, target)
                     + 0.5 * F.l1_loss(self.cycle[i](source), target))
        frozen(self.time_judges + self.judges, False)
        total.item()
        total.backward()
        self.g_adam.step()

    @torch.no_grad()
    def sample(self):
        x = torch.randn_like(self.images[0])
        for t in reversed(range(4)):
            at = torch.full((len(x),), t, dtype=torch.long)
            x = self.posterior(self.predicted(0, x, self.images[1], at), x, at)


CASES = {
    "ddim": lambda: Diffusion(DiffusionUnet(16, 2), (64, 64), 4, 1),
    "fast-ddpm": lambda: FastDdpm(DiffusionUnet(16, 2), (64, 64), 4),
    "pix2pix-unet": lambda: Paired(BaseUnet(8, 4), MeanDiscriminator(2, 16), (64, 64), 4),
    "pix2pix-sa-unet": lambda: Paired(DiffusionUnet(16, 1, tanh=True), MeanDiscriminator(2, 16),
                                      (64, 64), 2),
    "pix2pix-original": lambda: Paired(skip_unet(16, 6), patch_gan(2, 16, batch_norm=True),
                                       (64, 64), 4, vanilla=True),
    "cut-resnet": lambda: Cut(Resnet(16, 6, 1), MeanDiscriminator(1, 16), (64, 64), 2),
    "cut-sa-unet": lambda: Cut(DiffusionUnet(16, 1, tanh=True), MeanDiscriminator(1, 16), (64, 64),
                               2),
    "cyclegan": lambda: CycleGan(16, (64, 64)),
    "syndiff": lambda: SynDiff(64, 16, (1, 1, 2, 2)),
    "ddim-3d": lambda: Diffusion(DiffusionUnet(8, 5, dimensions=3), (16, 32, 32), 1, 4),
    "pix2pix-3d": lambda: Paired(DiffusionUnet(8, 4, dimensions=3, tanh=True),
                                 MeanDiscriminator(2, 8, dimensions=3), (16, 32, 32), 1, ramps=3),
    "residual-unet-3d": lambda: Regression(ResidualUnet3d(8, (1, 3, 4)), (16, 32, 32)),
    "wavelet-3d": lambda: Wavelets(8, (32, 64, 64)),
}


def timed(function, count, threads):
    now = time.process_time if threads == 1 else time.perf_counter
    function()  # Warm-up.
    seconds = []
    for _ in range(count):
        start = now()
        function()
        seconds.append(now() - start)
    return {"median_s": statistics.median(seconds), "best_s": min(seconds)}


def main():
    steps, threads = int(sys.argv[1]), int(sys.argv[2])
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    for name in sys.argv[3:] or CASES:
        case = CASES[name]()
        for what, function in (("step", case.step), ("sample", case.sample)):
            print(json.dumps({"language": "python", "case": name, "what": what,
                              **timed(function, steps, threads)}), flush=True)


if __name__ == "__main__":
    main()
