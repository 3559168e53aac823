# SPDX-License-Identifier: Apache-2.0
"""The trainable networks in Python, written from their descriptions, for the benchmarks only."""
import math

import torch
from torch import nn
from torch.nn import functional as F


class Residual(nn.Module):
    def __init__(self, inner):
        super().__init__()
        self.inner = inner

    def forward(self, x):
        return x + self.inner(x)


class ChannelNorm(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.g = nn.Parameter(torch.ones(1, channels, 1, 1))
        self.b = nn.Parameter(torch.zeros(1, channels, 1, 1))

    def forward(self, x):
        variance = torch.var(x, dim=1, unbiased=False, keepdim=True)
        mean = torch.mean(x, dim=1, keepdim=True)
        return (x - mean) / (variance + 1e-5).sqrt() * self.g + self.b


class Attention(nn.Module):
    def __init__(self, channels, linear, heads=4, head_channels=32):
        super().__init__()
        self.linear, self.heads, self.scale = linear, heads, head_channels**-0.5
        hidden = heads * head_channels
        self.norm = ChannelNorm(channels)
        self.to_qkv = nn.Conv2d(channels, 3 * hidden, 1, bias=False)
        self.to_out = nn.Conv2d(hidden, channels, 1)
        self.out_norm = ChannelNorm(channels) if linear else nn.Identity()

    def forward(self, x):
        n, _, h, w = x.shape
        qkv = self.to_qkv(self.norm(x)).chunk(3, dim=1)
        q, k, v = (part.reshape(n, self.heads, -1, h * w) for part in qkv)
        if self.linear:
            q, k = q.softmax(dim=-2) * self.scale, k.softmax(dim=-1)
            context = torch.einsum("bhdn,bhen->bhde", k, v)
            out = torch.einsum("bhde,bhdn->bhen", context, q)
        else:
            weights = torch.einsum("bhdi,bhdj->bhij", q * self.scale, k).softmax(dim=-1)
            out = torch.einsum("bhij,bhdj->bhdi", weights, v)
        return self.out_norm(self.to_out(out.reshape(n, -1, h, w)))


def conv(dimensions):
    return nn.Conv2d if dimensions == 2 else nn.Conv3d


class Block(nn.Module):
    def __init__(self, before, after, time_channels, dimensions):
        super().__init__()
        self.time = nn.Sequential(nn.SiLU(), nn.Linear(time_channels, 2 * after))
        self.first = conv(dimensions)(before, after, 3, padding=1)
        self.first_norm = nn.GroupNorm(8, after)
        self.second = conv(dimensions)(after, after, 3, padding=1)
        self.second_norm = nn.GroupNorm(8, after)
        self.shortcut = conv(dimensions)(before, after, 1) if before != after else nn.Identity()
        self.shape = (1,) * dimensions

    def forward(self, x, t):
        scale, shift = self.time(t).reshape(len(t), -1, *self.shape).chunk(2, dim=1)
        h = F.silu(self.first_norm(self.first(x)) * (scale + 1) + shift)
        return F.silu(self.second_norm(self.second(h))) + self.shortcut(x)


class Level(nn.Module):
    def __init__(self, before, after, time_channels, change, dimensions):
        super().__init__()
        self.first = Block(before, after, time_channels, dimensions)
        self.second = Block(after, after, time_channels, dimensions)
        self.attention = (Residual(Attention(after, linear=True)) if dimensions == 2
                          else nn.Identity())
        self.change = change

    def forward(self, x, t):
        x = self.attention(self.second(self.first(x, t), t))
        return x, self.change(x)


def sinusoidal(time, width):
    half = width // 2
    angles = time[:, None] * torch.exp(torch.arange(half) * -(math.log(10000) / (half - 1)))[None]
    return torch.cat([angles.sin(), angles.cos()], dim=1)


class DiffusionUnet(nn.Module):
    """The SA-UNet, and in three dimensions the network without attention and averaged skips."""

    def __init__(self, width, in_channels, dimensions=2, multipliers=(1, 2, 4, 8), tanh=False,
                 out_channels=1):
        super().__init__()
        dims = [width] + [width * m for m in multipliers]
        levels, tc = len(multipliers), 4 * width
        self.width, self.dimensions, self.tanh = width, dimensions, tanh
        down = conv(dimensions)
        up = nn.ConvTranspose2d if dimensions == 2 else nn.ConvTranspose3d
        self.init = down(in_channels, width, 7, padding=3)
        self.time = nn.Sequential(nn.Linear(width, tc), nn.GELU(), nn.Linear(tc, tc))

        def last(i):
            return i == levels - 1

        self.downs = nn.ModuleList(
            Level(dims[i], dims[i + 1], tc,
                  nn.Identity() if last(i) else down(dims[i + 1], dims[i + 1], 4, 2, 1), dimensions)
            for i in range(levels))
        self.mid1 = Block(dims[-1], dims[-1], tc, dimensions)
        self.mid2 = Block(dims[-1], dims[-1], tc, dimensions)
        self.mid_attention = (Residual(Attention(dims[-1], linear=False)) if dimensions == 2
                              else nn.Identity())
        pairs = list(zip(dims[:-1], dims[1:]))[::-1]
        self.ups = nn.ModuleList(
            Level(2 * after if dimensions == 2 else after, before, tc,
                  nn.Identity() if last(i) else up(before, before, 4, 2, 1), dimensions)
            for i, (before, after) in enumerate(pairs))
        self.final = Block(2 * width, width, tc, dimensions)
        self.out = down(width, out_channels, 1)

    def features(self, x, wanted):
        """Blocks 0, 4, 8 ...: the first convolution and what each level hands down."""
        t = self.time(sinusoidal(torch.ones(len(x)), self.width))
        x = self.init(x)
        found = [x]
        for level in self.downs[:len(wanted) - 1]:
            _, x = level(x, t)
            found.append(x)
        return found

    def forward(self, x, time=None):
        time = torch.ones(len(x)) if time is None else time
        t = self.time(sinusoidal(time, self.width))
        x = self.init(x)
        first, skips = x, []
        for level in self.downs:
            skip, x = level(x, t)
            skips.append(skip)
        x = self.mid2(self.mid_attention(self.mid1(x, t)), t)
        for level in self.ups:
            skip = skips.pop()
            x = torch.cat([x, skip], dim=1) if self.dimensions == 2 else 0.5 * (x + skip)
            _, x = level(x, t)
        x = self.out(self.final(torch.cat([x, first], dim=1), t))
        return torch.tanh(x) if self.tanh else x


class InstanceBlock(nn.Module):
    def __init__(self, before, after, stride):
        super().__init__()
        self.first = nn.Conv3d(before, after, 3, stride, 1)
        self.first_norm = nn.InstanceNorm3d(after, affine=True)
        self.second = nn.Conv3d(after, after, 3, padding=1)
        self.second_norm = nn.InstanceNorm3d(after, affine=True)
        self.shortcut = nn.Identity()
        if before != after or stride > 1:
            pool = [nn.AvgPool3d(stride)] if stride > 1 else []
            self.shortcut = nn.Sequential(*pool, nn.Conv3d(before, after, 1),
                                          nn.InstanceNorm3d(after, affine=True))

    def forward(self, x):
        h = F.leaky_relu(self.first_norm(self.first(x)), 0.01)
        return F.leaky_relu(self.second_norm(self.second(h)) + self.shortcut(x), 0.01)


class ResidualUnet3d(nn.Module):
    def __init__(self, width, blocks):
        super().__init__()
        widths = [width << i for i in range(len(blocks))]

        def stage(before, after, count, stride):
            return nn.Sequential(InstanceBlock(before, after, stride),
                                 *(InstanceBlock(after, after, 1) for _ in range(count - 1)))

        self.downs = nn.ModuleList(
            stage(widths[i - 1] if i else 1, widths[i], count, 2 if i else 1)
            for i, count in enumerate(blocks))
        pairs = list(zip(widths[:-1], widths[1:]))[::-1]
        self.narrows = nn.ModuleList(nn.Conv3d(b, a, 3, padding=1) for a, b in pairs)
        self.ups = nn.ModuleList(stage(2 * a, a, 2, 1) for a, _ in pairs)
        self.head = nn.Conv3d(width, 1, 1)

    def forward(self, x):
        skips = []
        for down in self.downs:
            x = down(x)
            skips.append(x)
        skips.pop()
        for narrow, up in zip(self.narrows, self.ups):
            skip = skips.pop()
            x = F.interpolate(x, size=skip.shape[2:], mode="trilinear", align_corners=True)
            x = up(torch.cat([narrow(x), skip], dim=1))
        return self.head(x)


def split_bands(x, axis):
    pair = x.unflatten(axis, (-1, 2)).unbind(axis + 1)
    return torch.stack([pair[0] + pair[1], pair[0] - pair[1]], 2).flatten(1, 2) / math.sqrt(2)


def to_wavelets(x):
    """Eight orthonormal Haar bands, the lowest divided by 3."""
    bands = split_bands(split_bands(split_bands(x, 2), 3), 4)
    return torch.cat([bands[:, :1] / 3, bands[:, 1:]], dim=1)


def join_bands(x, axis):
    low, high = x.unflatten(1, (-1, 2)).unbind(2)
    return (torch.stack([low + high, low - high], axis + 1) / math.sqrt(2)).flatten(axis, axis + 1)


def from_wavelets(bands):
    whole = torch.cat([bands[:, :1] * 3, bands[:, 1:]], dim=1)
    return join_bands(join_bands(join_bands(whole, 4), 3), 2)


def base_conv(before, after, activation):
    return [nn.Conv2d(before, after, 3), nn.InstanceNorm2d(after), nn.ReflectionPad2d(1),
            *activation]


class BaseUnet(nn.Module):
    """The paper's Pix2Pix UNet."""

    def __init__(self, width, levels, dropout=0.2):
        super().__init__()
        widths = [width << i for i in range(levels)]
        self.downs, self.pools = nn.ModuleList(), nn.ModuleList()
        before = 1
        for c in widths:
            self.downs.append(nn.Sequential(*base_conv(before, c, [nn.PReLU(c)]),
                                            *base_conv(c, c, [nn.PReLU(c)])))
            self.pools.append(nn.Conv2d(c, c, 2, 2))
            before = c
        c = widths[-1]
        self.bridge = nn.Sequential(*base_conv(c, 2 * c, [nn.Dropout(0.5), nn.ReLU()]),
                                    *base_conv(2 * c, c, [nn.Dropout(0.5), nn.ReLU()]))
        self.up_convs, self.ups = nn.ModuleList(), nn.ModuleList()
        for i, c in enumerate(reversed(widths)):
            self.up_convs.append(nn.ConvTranspose2d(c, c, 2, 2))
            drop = [nn.Dropout(dropout)] if i < levels - 1 else []
            self.ups.append(nn.Sequential(*base_conv(2 * c, c, [nn.PReLU(c)]),
                                          *base_conv(c, c // 2, [nn.PReLU(c // 2)]), *drop))
        self.last = nn.Sequential(nn.Conv2d(width // 2, 1, 1), nn.Tanh())

    def forward(self, x):
        skips = []
        for down, pool in zip(self.downs, self.pools):
            skips.append(down(x))
            x = pool(skips[-1])
        x = self.bridge(x)
        for up_conv, up in zip(self.up_convs, self.ups):
            x = up(torch.cat([up_conv(x), skips.pop()], dim=1))
        return self.last(x)


class SkipLevel(nn.Module):
    def __init__(self, width, depth, levels):
        super().__init__()
        outer, inner = (width << min(d, 3) for d in (depth - 1, depth))
        innermost = depth == levels - 1
        layers = [nn.LeakyReLU(0.2, True), nn.Conv2d(outer, inner, 4, 2, 1, bias=False)]
        if not innermost:
            layers += [nn.BatchNorm2d(inner), SkipLevel(width, depth + 1, levels)]
        layers += [nn.ReLU(True),
                   nn.ConvTranspose2d(inner if innermost else 2 * inner, outer, 4, 2, 1,
                                      bias=False), nn.BatchNorm2d(outer)]
        if depth >= 4 and not innermost:
            layers.append(nn.Dropout(0.5))
        self.layers = nn.Sequential(*layers)

    def forward(self, x):
        return torch.cat([x, self.layers(x)], dim=1)


def skip_unet(width, levels):
    return nn.Sequential(nn.Conv2d(1, width, 4, 2, 1, bias=False), SkipLevel(width, 1, levels),
                         nn.ReLU(True), nn.ConvTranspose2d(2 * width, 1, 4, 2, 1), nn.Tanh())


class ResnetBlock(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.layers = nn.Sequential(
            nn.ReflectionPad2d(1), nn.Conv2d(c, c, 3), nn.InstanceNorm2d(c), nn.ReLU(True),
            nn.ReflectionPad2d(1), nn.Conv2d(c, c, 3), nn.InstanceNorm2d(c))

    def forward(self, x):
        return x + self.layers(x)


class Resnet(nn.Module):
    def __init__(self, width, blocks, downs):
        super().__init__()
        c = width
        layers = [nn.ReflectionPad2d(3), nn.Conv2d(1, c, 7), nn.InstanceNorm2d(c), nn.ReLU(True)]
        for _ in range(downs):
            layers += [nn.Conv2d(c, 2 * c, 3, 2, 1), nn.InstanceNorm2d(2 * c), nn.ReLU(True)]
            c *= 2
        layers += [ResnetBlock(c) for _ in range(blocks)]
        for _ in range(downs):
            layers += [nn.ConvTranspose2d(c, c // 2, 3, 2, 1, 1), nn.InstanceNorm2d(c // 2),
                       nn.ReLU(True)]
            c //= 2
        layers += [nn.ReflectionPad2d(3), nn.Conv2d(c, 1, 7), nn.Tanh()]
        self.layers = nn.Sequential(*layers)

    def forward(self, x):
        return self.layers(x)

    def features(self, x, wanted):
        found = []
        for i, layer in enumerate(self.layers):
            x = layer(x)
            if i in wanted:
                found.append(x)
            if len(found) == len(wanted):
                break
        return found


class PatchSampler(nn.Module):
    def __init__(self, channels, width=256):
        super().__init__()
        self.mlps = nn.ModuleList(
            nn.Sequential(nn.Linear(c, width), nn.ReLU(), nn.Linear(width, width))
            for c in channels)

    def forward(self, features, places=None, patches=256):
        rows, used = [], []
        for i, feature in enumerate(features):
            pixels = feature.permute(0, 2, 3, 1).flatten(1, 2)
            at = torch.randperm(pixels.shape[1])[:patches] if places is None else places[i]
            out = self.mlps[i](pixels[:, at].flatten(0, 1))
            rows.append(out / (out.pow(2).sum(1, keepdim=True).pow(0.5) + 1e-7))
            used.append(at)
        return rows, used


class MeanDiscriminator(nn.Module):
    def __init__(self, in_channels, width, dimensions=2, depth=3):
        super().__init__()
        norm = nn.InstanceNorm2d if dimensions == 2 else nn.InstanceNorm3d
        layers = [conv(dimensions)(in_channels, width, 4, 2, 1), nn.LeakyReLU(0.2, True)]
        for _ in range(depth - 1):
            layers += [conv(dimensions)(width, 2 * width, 4, 2, 1), norm(2 * width),
                       nn.LeakyReLU(0.2, True)]
            width *= 2
        self.layers = nn.Sequential(*layers, conv(dimensions)(width, 1, 4, 1, 1))

    def forward(self, x):
        return self.layers(x).flatten(2).mean(2)


def patch_gan(in_channels, width, batch_norm=False):
    norm = nn.BatchNorm2d if batch_norm else nn.InstanceNorm2d
    layers = [nn.Conv2d(in_channels, width, 4, 2, 1), nn.LeakyReLU(0.2, True)]
    for stride, before, after in ((2, 1, 2), (2, 2, 4), (1, 4, 8)):
        layers += [nn.Conv2d(before * width, after * width, 4, stride, 1, bias=not batch_norm),
                   norm(after * width), nn.LeakyReLU(0.2, True)]
    return nn.Sequential(*layers, nn.Conv2d(8 * width, 1, 4, 1, 1))


def fir_kernel(channels, gain):
    row = torch.tensor([1.0, 3.0, 3.0, 1.0])
    square = torch.outer(row, row)
    return (square * (gain / square.sum())).expand(channels, 1, 4, 4)


def fir_down(x):
    return F.conv2d(x, fir_kernel(x.shape[1], 1), stride=2, padding=1, groups=x.shape[1])


def fir_up(x):
    return F.conv_transpose2d(x, fir_kernel(x.shape[1], 4), stride=2, padding=1,
                              groups=x.shape[1])


class AdaptiveNorm(nn.Module):
    def __init__(self, channels, style):
        super().__init__()
        self.norm = nn.GroupNorm(min(max(channels // 4, 1), 32), channels, eps=1e-6, affine=False)
        self.style = nn.Linear(style, 2 * channels)

    def forward(self, x, style):
        gain, bias = self.style(style)[:, :, None, None].chunk(2, dim=1)
        return gain * self.norm(x) + bias


class StyledBlock(nn.Module):
    def __init__(self, before, after, time, style, change=None):
        super().__init__()
        self.norm0, self.norm1 = AdaptiveNorm(before, style), AdaptiveNorm(after, style)
        self.conv0 = nn.Conv2d(before, after, 3, padding=1)
        self.conv1 = nn.Conv2d(after, after, 3, padding=1)
        self.dense = nn.Linear(time, after)
        self.change = change or (lambda x: x)
        same = before == after and change is None
        self.shortcut = nn.Identity() if same else nn.Conv2d(before, after, 1)

    def forward(self, x, t, style):
        h = self.conv0(self.change(F.silu(self.norm0(x, style))))
        h = h + self.dense(F.silu(t))[:, :, None, None]
        h = self.conv1(F.silu(self.norm1(h, style)))
        return (self.shortcut(self.change(x)) + h) / math.sqrt(2)


class PixelAttention(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.norm = nn.GroupNorm(min(max(channels // 4, 1), 32), channels, eps=1e-6)
        self.weights = nn.ParameterList(
            nn.Parameter(torch.randn(channels, channels) * 0.05) for _ in range(4))
        self.biases = nn.ParameterList(nn.Parameter(torch.zeros(channels)) for _ in range(4))

    def layer(self, i, x):
        return torch.einsum("bchw,cd->bdhw", x, self.weights[i]) + self.biases[i][:, None, None]

    def forward(self, x):
        n, c, h, w = x.shape
        normed = self.norm(x)
        q, k, v = (self.layer(i, normed) for i in range(3))
        weights = torch.einsum("bchw,bcij->bhwij", q, k) * c**-0.5
        weights = weights.reshape(n, h, w, h * w).softmax(dim=-1).reshape(n, h, w, h, w)
        return (x + self.layer(3, torch.einsum("bhwij,bcij->bchw", weights, v))) / math.sqrt(2)


class Ncsnpp(nn.Module):
    """SynDiff's diffusive generator."""

    def __init__(self, size, width, multipliers, blocks=2, attention_size=16, latent=100, style=256):
        super().__init__()
        tc, levels = 4 * width, len(multipliers)
        self.width, self.levels = width, levels
        self.time = nn.Sequential(nn.Linear(width, tc), nn.SiLU(), nn.Linear(tc, tc))
        latents = [nn.Linear(latent, style), nn.SiLU()]
        for _ in range(3):
            latents += [nn.Linear(style, style), nn.SiLU()]
        self.latent = nn.Sequential(*latents)
        self.first = nn.Conv2d(2, width, 3, padding=1)

        def attention(level, channels):
            fits = size >> level == attention_size
            return PixelAttention(channels) if fits else nn.Identity()

        self.downs, self.halves, self.pyramids = (nn.ModuleList() for _ in range(3))
        skips, at, pyramid = [width], width, 2
        for i, m in enumerate(multipliers):
            level = nn.ModuleList()
            for _ in range(blocks):
                level.append(nn.ModuleList([StyledBlock(at, m * width, tc, style),
                                            attention(i, m * width)]))
                at = m * width
                skips.append(at)
            self.downs.append(level)
            if i < levels - 1:
                self.halves.append(StyledBlock(at, at, tc, style, fir_down))
                self.pyramids.append(nn.Conv2d(pyramid, at, 3, stride=2))
                pyramid = at
                skips.append(at)
        self.middle = nn.ModuleList([StyledBlock(at, at, tc, style), PixelAttention(at),
                                     StyledBlock(at, at, tc, style)])
        self.ups, self.doubles = nn.ModuleList(), nn.ModuleList()
        for i in reversed(range(levels)):
            level = nn.ModuleList()
            for n in range(blocks + 1):
                out = multipliers[i] * width
                level.append(nn.ModuleList([
                    StyledBlock(at + skips.pop(), out, tc, style),
                    attention(i, out) if n == blocks else nn.Identity()]))
                at = out
            self.ups.append(level)
            if i > 0:
                self.doubles.append(StyledBlock(at, at, tc, style, fir_up))
        self.norm = nn.GroupNorm(min(max(at // 4, 1), 32), at, eps=1e-6)
        self.last = nn.Conv2d(at, 2, 3, padding=1)

    def forward(self, x, time, latent):
        latent = latent * torch.rsqrt(latent.square().mean(1, keepdim=True) + 1e-8)
        style = self.latent(latent)
        t = self.time(sinusoidal(time.float(), self.width))
        pyramid, x = x, self.first(x)
        skips = [x]
        for i, level in enumerate(self.downs):
            for block, attention in level:
                x = attention(block(x, t, style))
                skips.append(x)
            if i < self.levels - 1:
                x = self.halves[i](x, t, style)
                blurred = F.conv2d(pyramid, fir_kernel(pyramid.shape[1], 1), padding=2,
                                   groups=pyramid.shape[1])
                x = pyramid = (self.pyramids[i](blurred) + x) / math.sqrt(2)
                skips.append(x)
        x = self.middle[2](self.middle[1](self.middle[0](x, t, style)), t, style)
        for i, level in enumerate(self.ups):
            for block, attention in level:
                x = attention(block(torch.cat([x, skips.pop()], dim=1), t, style))
            if i < self.levels - 1:
                x = self.doubles[i](x, t, style)
        return torch.tanh(self.last(F.silu(self.norm(x))))


class TimeDownBlock(nn.Module):
    def __init__(self, before, after, time):
        super().__init__()
        self.conv1 = nn.Conv2d(before, after, 3, padding=1)
        self.conv2 = nn.Conv2d(after, after, 3, padding=1)
        self.dense = nn.Linear(time, after)
        self.skip = nn.Conv2d(before, after, 1, bias=False)

    def forward(self, x, t):
        h = self.conv1(F.leaky_relu(x, 0.2)) + self.dense(t)[:, :, None, None]
        h = self.conv2(fir_down(F.leaky_relu(h, 0.2)))
        return (h + self.skip(fir_down(x))) / math.sqrt(2)


class TimeDiscriminator(nn.Module):
    def __init__(self, width, time=256):
        super().__init__()
        self.time_width = time
        self.time = nn.Sequential(nn.Linear(time, time), nn.LeakyReLU(0.2), nn.Linear(time, time))
        self.start = nn.Conv2d(2, 2 * width, 1)
        widths = [2 * width, 4 * width] + [8 * width] * 5
        self.blocks = nn.ModuleList(
            TimeDownBlock(a, b, time) for a, b in zip(widths[:-1], widths[1:]))
        self.final = nn.Conv2d(8 * width + 1, 8 * width, 3, padding=1)
        self.end = nn.Linear(8 * width, 1)

    def forward(self, x, t, x_next):
        t = F.leaky_relu(self.time(sinusoidal(t.float(), self.time_width)), 0.2)
        h = self.start(torch.cat([x, x_next], dim=1))
        for block in self.blocks:
            h = block(h, t)
        n, group = len(h), min(len(h), 4)
        deviation = (h.view(group, n // group, -1).var(0, unbiased=False) + 1e-8).sqrt().mean(1)
        deviation = deviation.repeat(group).view(n, 1, 1, 1).expand(n, 1, *h.shape[2:])
        h = F.leaky_relu(self.final(torch.cat([h, deviation], dim=1)), 0.2)
        return self.end(h.flatten(2).sum(2))
